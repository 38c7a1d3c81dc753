import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TownApi } from '../api/town-api';
import { shared } from '../styles/shared';
import { TownElement } from './town-element';
import './topic-tile';

/** One tile's content. */
export interface Tile {
  id: string;
  icon: string;
  name: string;
  language: string;
}

/** Answers as tiles. */
@customElement('topic-tiles')
export class TopicTiles extends TownElement {
  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
        gap: var(--space-4);
      }
      @media (max-width: 30rem) {
        ul {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--space-2);
        }
      }
    `,
  ];

  @property({ attribute: false }) api!: TownApi;
  @property({ attribute: false }) tiles: readonly Tile[] = [];
  @property({ type: Boolean }) signed = false;

  override render() {
    return html`
      <ul role="list">
        ${this.tiles.map(
          (tile) => html`
            <li>
              <topic-tile
                .language=${this.language}
                .api=${this.api}
                .answer=${tile.id}
                .icon=${tile.icon}
                .name=${tile.name}
                .nameLanguage=${tile.language}
                .signed=${this.signed}
              ></topic-tile>
            </li>
          `,
        )}
      </ul>
    `;
  }
}
