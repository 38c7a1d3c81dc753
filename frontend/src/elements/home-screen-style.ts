import { css } from 'lit';

export const homeScreenStyle = css`
  .hero {
    background: var(--blue);
    color: var(--paper);
  }
  .inner {
    max-width: var(--wide);
    margin: 0 auto;
    padding: var(--space-6) var(--space-4);
  }
  .hero .inner {
    padding-block: var(--space-5) var(--space-6);
  }
  h1 {
    max-width: 22ch;
    font-size: clamp(2rem, 1.3rem + 3.4vw, 3.75rem);
    font-weight: 780;
    letter-spacing: -0.01em;
  }
  .promise {
    max-width: var(--measure);
    margin-block: var(--space-3) var(--space-5);
    font-size: var(--lead);
    color: var(--turquoise);
  }
  .ways {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }
  @media (min-width: 60rem) {
    .ways {
      grid-template-columns: minmax(0, 4fr) minmax(0, 6fr);
    }
  }
  .sign {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    width: 100%;
    padding: var(--space-4) var(--space-5);
    border: 0;
    border-radius: var(--radius);
    background: var(--turquoise);
    color: var(--blue);
    text-align: start;
    cursor: pointer;
  }
  .sign:hover {
    background: var(--paper);
  }
  .sign town-icon {
    width: clamp(3.5rem, 16vw, 5.5rem);
    height: clamp(3.5rem, 16vw, 5.5rem);
  }
  .sign strong {
    display: block;
    font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.125rem);
    font-weight: 780;
    line-height: 1.1;
  }
  .sign > span > span {
    display: block;
    margin-block-start: var(--space-1);
  }
  .type {
    display: grid;
    gap: var(--space-3);
    align-content: center;
    padding: var(--space-4) var(--space-5);
    border-radius: var(--radius);
    background: var(--paper);
    color: var(--ink);
  }
  .topics-link {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
    font-weight: 650;
  }
  h2 {
    margin-block-end: var(--space-4);
    font-size: var(--h2);
  }
  .all {
    background: var(--wash);
  }
  .all ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr));
    gap: var(--space-2) var(--space-4);
  }
  .all a {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 3.5rem;
    padding: var(--space-2) 0;
    border-block-end: 2px solid var(--line);
    font-size: var(--h3);
    font-weight: 600;
    text-decoration: none;
  }
  .all a:hover {
    text-decoration: underline;
  }
  .all town-icon {
    color: var(--turquoise-ink);
  }
  @media (max-width: 30rem) {
    .sign,
    .type {
      padding: var(--space-4);
    }
    .inner {
      padding-block: var(--space-5);
    }
  }
`;
