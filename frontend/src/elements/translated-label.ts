import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Origin } from '../api/types';
import type { Key } from '../locales/translate';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './town-icon';

const LABELS: Readonly<Record<Exclude<Origin, 'town'>, Key>> = {
  memory: 'translated.memory',
  template: 'translated.template',
  machine: 'translated.machine',
  untranslated: 'translated.untranslated',
};

/** Says where the text of an answer comes from when the town has not written it in this language. */
@customElement('translated-label')
export class TranslatedLabel extends TownElement {
  static override styles = [
    shared,
    css`
      p {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        max-width: var(--measure);
        padding: var(--space-2) var(--space-3);
        border-inline-start: 0.375rem solid var(--sun);
        background: var(--sun-wash);
      }
    `,
  ];

  @property() origin: Origin = 'town';

  override render() {
    if (this.origin === 'town') return nothing;
    return html`<p data-testid="translated-label" data-origin=${this.origin}>
      <town-icon name="languages"></town-icon><span>${this.t(LABELS[this.origin])}</span>
    </p>`;
  }
}
