import { css } from 'lit';

export const townPageStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 100vh;
  }
  town-header {
    z-index: 2;
  }
  @media (min-height: 40rem) {
    town-header {
      position: sticky;
      inset-block-start: 0;
    }
  }
  main {
    flex: 1;
  }
  main:focus {
    outline: none;
  }
  .inner {
    max-width: var(--wide);
    margin: 0 auto;
    padding: var(--space-5) var(--space-4) var(--space-7);
  }
  .notice,
  language-offer {
    margin-block-end: var(--space-5);
  }
  .notice {
    max-width: var(--measure);
    padding: var(--space-3) var(--space-4);
    border-inline-start: 0.375rem solid var(--sun);
    background: var(--wash);
  }
  .again {
    max-width: 48rem;
    margin-block-start: var(--space-7);
    padding: var(--space-5);
    border-radius: var(--radius);
    background: var(--wash);
  }
  .again.first {
    margin-block: 0 var(--space-6);
  }
  @media print {
    town-header {
      position: static;
    }
    .again {
      display: none;
    }
    .inner {
      padding: 0;
    }
  }
`;
