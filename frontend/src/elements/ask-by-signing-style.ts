import { css } from 'lit';

export const askBySigningStyle = css`
  h1 {
    font-size: var(--h1);
  }
  .promise {
    display: flex;
    align-items: flex-start;
    gap: var(--space-3);
    max-width: 50rem;
    margin-block: var(--space-3) var(--space-5);
    font-size: var(--body);
  }
  .promise town-icon {
    color: var(--turquoise-ink);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5) var(--space-6);
    align-items: start;
  }
  @media (min-width: 56rem) {
    .columns {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  .seeing,
  .spelling {
    display: grid;
    gap: var(--space-4);
  }
  .panel {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: var(--space-4);
    min-height: 18rem;
    padding: var(--space-5);
    border-radius: var(--radius);
    background: var(--blue);
    color: var(--paper);
    text-align: center;
  }
  .panel > town-icon {
    width: 4.5rem;
    height: 4.5rem;
    color: var(--turquoise);
  }
  .panel .button {
    border-color: var(--turquoise);
    background: var(--turquoise);
    color: var(--blue);
    font-size: var(--body);
  }
  .panel .button:hover {
    border-color: var(--paper);
    background: var(--paper);
  }
  .panel error-message {
    color: var(--ink);
  }
  .state {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    font-size: var(--small);
  }
  .trouble {
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--sun-wash);
    color: var(--ink);
    font-weight: 650;
    text-align: start;
  }
  progress {
    width: min(18rem, 100%);
    height: 1rem;
    appearance: none;
    border: 2px solid var(--turquoise);
    border-radius: 0.5rem;
    background: transparent;
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--turquoise);
  }
  progress::-moz-progress-bar {
    background: var(--turquoise);
  }
  .ask {
    min-height: 3.75rem;
    font-size: var(--h3);
  }
`;
