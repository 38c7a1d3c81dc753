import { css } from 'lit';

/** What every element shares: box model, focus, links, buttons, fields, hidden text. */
export const shared = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
  }
  h1,
  h2,
  h3 {
    line-height: 1.2;
    text-wrap: balance;
    overflow-wrap: break-word;
  }
  ul,
  ol {
    padding: 0;
    list-style: none;
  }
  p,
  li,
  dd {
    overflow-wrap: anywhere;
  }
  a {
    color: var(--link);
    text-underline-offset: 0.18em;
    text-decoration-thickness: 0.07em;
  }
  a:hover {
    text-decoration-thickness: 0.15em;
  }
  :focus-visible {
    outline: 0.25rem solid var(--sun);
    outline-offset: 0;
    box-shadow: 0 0 0 0.45rem var(--ink);
    border-radius: 0.2rem;
  }
  h1:focus,
  h2:focus {
    outline: none;
    box-shadow: none;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: var(--target);
    min-width: var(--target);
    padding: var(--space-2) var(--space-4);
    border: 2px solid var(--blue);
    border-radius: var(--radius);
    background: var(--paper);
    color: var(--blue);
    font-weight: 650;
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  .button:hover {
    background: var(--wash);
  }
  .button.primary {
    background: var(--blue);
    color: var(--paper);
  }
  .button.primary:hover:not(:where(:disabled, [aria-disabled='true'])) {
    background: var(--blue-lifted);
  }
  .button[aria-pressed='true'] {
    background: var(--blue);
    color: var(--paper);
  }
  .button:disabled,
  .button[aria-disabled='true'] {
    border-color: var(--line-strong);
    background: var(--wash);
    color: var(--ink-soft);
    cursor: not-allowed;
  }
  /* A link that stands for itself, not within running text. */
  .standing {
    display: inline-flex;
    align-items: center;
    min-height: var(--target);
    min-width: var(--target);
  }
  .soft {
    color: var(--ink-soft);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    .button[aria-pressed='true'] {
      outline: 3px solid Highlight;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.001s !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.001s !important;
    }
  }
  @media print {
    .no-print,
    .button {
      display: none !important;
    }
    a {
      color: inherit;
    }
  }
`;
