import { css } from 'lit';

export const answerCardStyle = css`
  .question {
    max-width: var(--measure);
    margin-block-end: var(--space-2);
  }
  .title {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    margin-block-end: var(--space-3);
  }
  .title town-icon {
    width: 3.25rem;
    height: 3.25rem;
    color: var(--turquoise-ink);
  }
  h1,
  .as-h1 {
    min-width: 0;
    font-size: var(--h1);
    overflow-wrap: anywhere;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: var(--space-2);
    margin-block: var(--space-4) var(--space-5);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5) var(--space-6);
    align-items: start;
  }
  @media (min-width: 60rem) {
    .columns:has(sign-player) {
      grid-template-columns: minmax(0, 5fr) minmax(0, 7fr);
    }
    .columns.sign-large:has(sign-player) {
      grid-template-columns: minmax(0, 8fr) minmax(0, 5fr);
    }
    sign-player {
      position: sticky;
      inset-block-start: var(--space-4);
    }
  }
  .text {
    display: grid;
    gap: var(--space-5);
    max-width: var(--measure);
  }
  .short {
    font-size: var(--lead);
    line-height: 1.5;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
    gap: var(--space-3);
  }
  .facts > div {
    padding: var(--space-3) var(--space-4);
    border-inline-start: 0.375rem solid var(--turquoise-ink);
    background: var(--wash);
  }
  dt {
    color: var(--ink-soft);
  }
  dd {
    font-weight: 650;
  }
  h2 {
    margin-block-end: var(--space-3);
    font-size: var(--h2);
  }
  .documents li {
    display: flex;
    gap: var(--space-2);
    padding-block: var(--space-1);
  }
  .documents li::before {
    content: '✓';
    font-weight: 700;
    color: var(--green);
  }
  .online {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-3);
    align-items: baseline;
    margin-block-end: var(--space-3);
  }
  .on-paper {
    display: none;
  }
  .steps {
    counter-reset: step;
    display: grid;
    gap: var(--space-3);
  }
  .steps li {
    counter-increment: step;
    display: grid;
    grid-template-columns: 2.5rem minmax(0, 1fr);
    gap: var(--space-3);
    align-items: baseline;
  }
  .steps li::before {
    content: counter(step);
    display: grid;
    place-items: center;
    width: 2.5rem;
    height: 2.5rem;
    border-radius: 50%;
    background: var(--blue);
    color: var(--paper);
    font-weight: 750;
  }
  .easy {
    padding: var(--space-4) var(--space-5);
    border-radius: var(--radius);
    background: var(--turquoise-wash);
  }
  .easy ul {
    display: grid;
    gap: var(--space-2);
  }
  article > section {
    margin-block-start: var(--space-6);
  }
  .places {
    display: grid;
    gap: var(--space-3);
  }
  .checked {
    margin-block-start: var(--space-3);
    color: var(--ink-soft);
  }
  @media (max-width: 30rem) {
    .title town-icon {
      display: none;
    }
    .easy {
      padding: var(--space-4);
    }
  }
  @media print {
    :host([long]) {
      --small: 7.5pt;
      --body: 8.25pt;
      --lead: 9pt;
      --h3: 8.75pt;
      --h2: 10pt;
      --h1: 16pt;
      font-size: var(--body);
      line-height: 1.25;
    }
    :host([long]) .text {
      column-gap: 6mm;
    }
    :host([longest]) {
      --small: 7pt;
      --body: 7.5pt;
      --lead: 8pt;
      --h3: 8pt;
      --h2: 8.75pt;
      --h1: 13pt;
      line-height: 1.2;
    }
    :host([longest]) .short {
      line-height: 1.25;
    }
    .columns {
      display: block !important;
    }
    /* Nobody can press a button on paper: what has to be typed stands there whole. */
    .on-paper {
      display: inline;
      overflow-wrap: anywhere;
    }
    /* What is read first across the sheet, what is done and the easy words beside each other. */
    .text {
      display: block;
      columns: 2;
      column-gap: 8mm;
    }
    .short,
    .facts {
      column-span: all;
      margin-block-end: 2mm;
    }
    .short {
      line-height: 1.35;
    }
    .text > section {
      margin-block-end: 3mm;
    }
    .title town-icon {
      width: 9mm;
      height: 9mm;
    }
    h2 {
      break-after: avoid;
    }
    .facts > div,
    .easy {
      background: none;
      padding: 0 0 0 2mm;
      border-inline-start: 1.5pt solid;
      border-radius: 0;
    }
    .steps,
    .easy ul {
      gap: 1mm;
    }
    .steps li {
      grid-template-columns: 5mm minmax(0, 1fr);
      gap: 2mm;
    }
    .steps li::before {
      width: 5mm;
      height: 5mm;
      border: 1pt solid;
      background: none;
      color: inherit;
      font-size: 8pt;
    }
    article > section,
    li,
    .facts > div {
      break-inside: avoid;
    }
    .places {
      grid-template-columns: repeat(auto-fit, minmax(80mm, 1fr));
    }
    .sources {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      grid-template-rows: auto auto 1fr;
      column-gap: 8mm;
    }
    .sources > print-codes {
      grid-column: 2;
      grid-row: 1 / 4;
    }
  }
`;
