import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TakeCheck } from '../api/teaching-api';
import { shared } from '../styles/shared';
import { teachStyle } from './teach-style';
import { TownElement } from './town-element';

const FEWEST_TAKES = 3;
const LETTER_PREFIX = 'pjm/letter/';
const percent = (share: number): number => Math.round(share * 100);

/** Whether the takes so far can teach a sign, and what they come close to, in sentences with numbers. */
@customElement('take-verdict')
export class TakeVerdict extends TownElement {
  static override styles = [shared, teachStyle];

  @property({ attribute: false }) check!: TakeCheck;

  override render() {
    const { verdict, neighbours } = this.check;
    return html`
      <div class="note near ${verdict === 'good' ? 'good' : 'trouble'}" role="status">
        <p data-testid="teach-verdict" data-verdict=${verdict}><strong>${this.sentence()}</strong></p>
        ${
          neighbours.length
            ? html`<p>${this.t('teach.neighbours')}</p>
                <ul class="near" role="list">
                  ${neighbours.map(
                    ({ id, gloss, probability }) =>
                      html`<li>
                        ${id.startsWith(LETTER_PREFIX) ? this.t('teach.letter') : nothing}
                        <span lang="pl">${gloss}</span>
                        <meter
                          max="1"
                          low="0.25"
                          high="0.5"
                          optimum="0"
                          value=${probability}
                          aria-label=${gloss}
                        ></meter>
                        ${percent(probability)} %
                      </li>`,
                  )}
                </ul>`
            : nothing
        }
      </div>
    `;
  }

  private sentence(): string {
    const { verdict, agreement, takes, neighbours } = this.check;
    // Letters give way to signs, so they are no obstacle.
    const nearest = neighbours.find(({ id }) => !id.startsWith(LETTER_PREFIX));
    switch (verdict) {
      case 'good':
        return this.t('teach.good', { percent: percent(agreement) });
      case 'too_few':
        return this.t('teach.too-few', { count: takes.length, needed: FEWEST_TAKES });
      case 'too_different': {
        const odd = [...takes].sort((a, b) => a.agreement - b.agreement)[0];
        return this.t('teach.too-different', { percent: percent(agreement), take: odd?.clip ?? 0 });
      }
      default:
        return this.t('teach.too-close', {
          gloss: nearest?.gloss ?? '',
          percent: percent(nearest?.probability ?? 0),
        });
    }
  }
}
