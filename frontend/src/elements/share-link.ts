import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const SHOWN_MILLISECONDS = 4000;

/** Copies the address of an answer, or hands it to the device's own sharing. */
@customElement('share-link')
export class ShareLink extends TownElement {
  static override styles = [
    shared,
    css`
      :host {
        display: inline-block;
      }
    `,
  ];

  /** Hash part of the address. */
  @property() address = '';
  @property() name = '';
  @state() private isCopied = false;

  override render() {
    return html`
      <button class="button" data-testid="share" @click=${this.share}>
        <town-icon name="link"></town-icon>${this.t(this.isCopied ? 'share.copied' : 'share.button')}
      </button>
      <span class="visually-hidden" role="status">${this.isCopied ? this.t('share.copied') : ''}</span>
    `;
  }

  private async share(): Promise<void> {
    const url = new URL(this.address, location.href).href;
    try {
      if ('share' in navigator && matchMedia('(pointer: coarse)').matches) {
        await navigator.share({ title: this.name, url });
        return;
      }
      await navigator.clipboard.writeText(url);
      this.isCopied = true;
      setTimeout(() => (this.isCopied = false), SHOWN_MILLISECONDS);
    } catch {
      // Closed by the resident, or copying is forbidden: the address stands in the browser's bar all the same.
    }
  }
}
