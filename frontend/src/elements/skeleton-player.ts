import { css, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Skeleton } from '../api/teaching-api';
import { drawSkeleton } from '../signing/skeleton';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const COLOURS = { hand: '#ffd23f', joint: '#ffffff', body: '#5fd4d6' };
/** Shown where the movement is, before anybody has pressed play. */
const FIRST_SHOWN = 0.5;

/** A take as lines: played once when asked. Shown as the camera saw it, not as in a mirror. */
@customElement('skeleton-player')
export class SkeletonPlayer extends TownElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      canvas {
        display: block;
        width: 100%;
        height: auto;
        border-radius: var(--radius);
        background: var(--blue);
      }
    `,
  ];

  @property({ attribute: false }) skeleton!: Skeleton;
  @property() label = '';
  @state() private isPlaying = false;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private frame = 0;
  /** The body is found in every fourth picture only; in between it stays where it was. */
  private drawn: Skeleton['frames'] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render() {
    const height = Math.round(320 / this.skeleton.aspectRatio);
    return html`
      <canvas width="320" height=${height} role="img" aria-label=${this.label}></canvas>
      <button
        class="button"
        data-testid="take-play"
        aria-label="${this.t(this.isPlaying ? 'sign.pause' : 'sign.play')}: ${this.label}"
        @click=${this.toggle}
      >
        <town-icon name=${this.isPlaying ? 'pause' : 'play'}></town-icon
        >${this.t(this.isPlaying ? 'sign.pause' : 'sign.play')}
      </button>
    `;
  }

  override updated(changed: Map<string, unknown>): void {
    if (!changed.has('skeleton')) return;
    this.drawn = withBodies(this.skeleton.frames);
    this.draw(this.length * FIRST_SHOWN);
  }

  private get length(): number {
    return this.drawn.at(-1)?.offset ?? 0;
  }

  private toggle(): void {
    if (this.isPlaying) {
      this.stop();
      return;
    }
    this.isPlaying = true;
    const began = performance.now();
    const step = (now: number): void => {
      const at = (now - began) / 1000;
      this.draw(Math.min(at, this.length));
      if (at > this.length) this.stop();
      else this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  private stop(): void {
    cancelAnimationFrame(this.frame);
    this.isPlaying = false;
  }

  private draw(at: number): void {
    const context = this.canvas?.getContext('2d');
    const shown = this.drawn.findLast(({ offset }) => offset <= at) ?? this.drawn[0];
    if (!context || !shown) return;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    drawSkeleton(context, shown.landmarks, COLOURS);
  }
}

function withBodies(frames: Skeleton['frames']): Skeleton['frames'] {
  const hands = 2 * 21 * 4;
  let body: number[] | undefined;
  return frames.map(({ offset, landmarks }) => {
    const values = Array.from(landmarks.values);
    const own = values.slice(hands);
    if (own.some((value) => value !== 0)) body = own;
    return { offset, landmarks: { ...landmarks, values: [...values.slice(0, hands), ...(body ?? own)] } };
  });
}
