import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { hasHand, type Landmarks } from '../signing/landmarks';
import { drawSkeleton } from '../signing/skeleton';

/** Drawing takes time from finding hands on a slow device; there the mirror is a little less smooth. */
const SMOOTH_MILLISECONDS = 33;
const SPARING_MILLISECONDS = 90;
const SMOOTH_FROM_RATE = 14;
const COLOURS = { hand: '#ffd23f', joint: '#ffffff', body: '#5fd4d6' };

/** The signer as in a mirror, with the outline of body and hands that was found. */
@customElement('signing-picture')
export class SigningPicture extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    canvas {
      display: block;
      width: 100%;
      height: auto;
      border-radius: var(--radius);
      background: var(--blue);
    }
  `;

  @property({ attribute: false }) video: HTMLVideoElement | undefined;
  @property({ attribute: false }) landmarks: () => Landmarks | undefined = () => undefined;
  /** Pictures in which hands are looked for, a second. */
  @property({ type: Number }) rate = 0;
  @property() label = '';
  @query('canvas') private canvas!: HTMLCanvasElement;
  private frame = 0;
  private drawnAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const step = (now: number): void => {
      const pause = this.rate >= SMOOTH_FROM_RATE ? SMOOTH_MILLISECONDS : SPARING_MILLISECONDS;
      if (now - this.drawnAt >= pause) {
        this.drawnAt = now;
        this.draw();
      }
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  override render() {
    return html`<canvas
      data-testid="signing-video-canvas"
      width="640"
      height="480"
      role="img"
      aria-label=${this.label}
    ></canvas>`;
  }

  private draw(): void {
    const { video } = this;
    const context = this.canvas?.getContext('2d');
    if (!context || !video?.videoWidth) return;
    const { canvas } = this;
    const height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    if (canvas.height !== height) canvas.height = height;
    context.save();
    context.translate(canvas.width, 0);
    context.scale(-1, 1);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const landmarks = this.landmarks();
    if (landmarks) drawSkeleton(context, landmarks, COLOURS);
    context.restore();
    canvas.dataset.hands = landmarks && hasHand(landmarks) ? 'seen' : 'none';
  }
}
