import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Language } from '../api/types';
import { translate, type Key, type Parameters } from '../locales/translate';

/** What every element of the page has: the resident's language, and its words. */
export class TownElement extends LitElement {
  @property() language: Language = 'pl';

  /** Return a sentence of the page in the resident's language. */
  protected t(key: Key, parameters: Parameters = {}): string {
    return translate(this.language, key, parameters);
  }

  /** Send an event up, out of this element's shadow. */
  protected send(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
