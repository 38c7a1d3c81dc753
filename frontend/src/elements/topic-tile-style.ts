import { css } from 'lit';

export const topicTileStyle = css`
  :host {
    height: 100%;
  }
  .tile {
    position: relative;
    display: grid;
    grid-template-rows: auto 1fr;
    height: 100%;
    overflow: hidden;
    border: 2px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
  }
  .tile:hover {
    border-color: var(--blue);
  }
  .tile:focus-within {
    border-color: var(--ink);
  }
  .screen {
    position: relative;
    aspect-ratio: 4 / 3;
    display: grid;
    place-items: end start;
    overflow: hidden;
    background: var(--turquoise-wash);
    color: var(--blue);
  }
  .screen > town-icon {
    width: 50%;
    height: auto;
    max-width: 6rem;
    aspect-ratio: 1;
    margin: var(--space-3);
  }
  video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity 0.2s;
  }
  video.shown {
    opacity: 1;
  }
  .name {
    display: flex;
    align-items: center;
    width: 100%;
    min-height: 3.25rem;
    padding: var(--space-2) var(--space-3);
    color: var(--ink);
    font-weight: 650;
    line-height: 1.25;
    text-decoration: none;
    hyphens: auto;
    overflow-wrap: anywhere;
  }
  button.name {
    border: 0;
    background: none;
    font: inherit;
    font-weight: 650;
    text-align: start;
    cursor: pointer;
  }
  .name:hover {
    text-decoration: underline;
  }
  .name::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .corner {
    position: absolute;
    inset-block-start: var(--space-2);
    inset-inline-start: var(--space-2);
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    border-radius: var(--radius);
    background: var(--paper);
    color: var(--blue);
  }
  .corner town-icon {
    width: 1.75rem;
    height: 1.75rem;
  }
  .sign {
    position: absolute;
    z-index: 1;
    inset-block-start: var(--space-2);
    inset-inline-end: var(--space-2);
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    min-width: var(--target);
    min-height: var(--target);
    padding: 0 var(--space-2);
    border: 2px solid var(--blue);
    border-radius: var(--radius);
    background: var(--paper);
    color: var(--blue);
    font-size: var(--small);
    font-weight: 700;
    cursor: pointer;
  }
  .sign:hover {
    background: var(--turquoise-wash);
  }
  .sign[aria-busy='true'] {
    border-style: dashed;
    cursor: progress;
  }
  @media (max-width: 30rem) {
    .tile:not(.playing) {
      grid-template: auto / 5rem minmax(0, 1fr);
      padding-inline-end: 6.25rem;
    }
    .tile:not(.playing) .screen {
      aspect-ratio: auto;
      min-height: 4.5rem;
      place-items: center;
    }
    .tile:not(.playing) .screen > town-icon {
      width: 2.75rem;
      margin: 0;
    }
    .tile:not(.playing) video {
      display: none;
    }
    .tile:not(.playing) .sign {
      inset-block-start: calc(50% - var(--target) / 2);
    }
  }
  @media (max-width: 24rem) {
    .tile:not(.playing) {
      grid-template-columns: 3.75rem minmax(0, 1fr);
      padding-inline-end: 3.5rem;
    }
    .tile:not(.playing) .sign span {
      display: none;
    }
  }
`;
