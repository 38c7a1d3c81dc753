import { css } from 'lit';

/** What the editors' elements for teaching signs share. */
export const teachStyle = css`
  h1 {
    margin-block-end: var(--space-4);
    font-size: var(--h1);
  }
  h2 {
    margin-block-end: var(--space-3);
    font-size: var(--h2);
  }
  .stack {
    display: grid;
    gap: var(--space-5);
    max-width: 50rem;
  }
  .near {
    display: grid;
    gap: var(--space-2);
  }
  label {
    font-weight: 650;
  }
  input,
  textarea {
    width: 100%;
    min-height: var(--target);
    padding: var(--space-2) var(--space-3);
    border: 2px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--paper);
    font: inherit;
    color: inherit;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
  }
  .note {
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--wash);
  }
  .good {
    background: var(--turquoise-wash);
  }
  .trouble {
    background: var(--sun-wash);
    color: var(--ink);
  }
  meter {
    width: min(12rem, 100%);
    height: 1rem;
  }
  .takes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
    gap: var(--space-4);
  }
  .back {
    justify-self: start;
  }
`;
