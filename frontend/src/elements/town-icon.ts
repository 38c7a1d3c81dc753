import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pictureOf } from '../icons/pictures';

const SVG = 'http://www.w3.org/2000/svg';

/** A picture by name; decoration only, so that its meaning must be said in words beside it. */
@customElement('town-icon')
export class TownIcon extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      flex: none;
      width: 1.5em;
      height: 1.5em;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `;

  @property() name = 'info';

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
  }

  override render() {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('focusable', 'false');
    for (const [tag, attributes] of pictureOf(this.name)) {
      const part = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
      svg.append(part);
    }
    return html`${svg}`;
  }
}
