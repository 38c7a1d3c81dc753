import { css } from 'lit';

/** A label with its choice, among the controls. */
export const controlStyle = css`
  label {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
    font-size: var(--small);
    font-weight: 650;
  }
  select {
    min-height: var(--target);
    padding-inline: var(--space-2);
    border: 2px solid var(--blue);
    border-radius: var(--radius);
    background: var(--paper);
  }
`;

export const signPlayerStyle = css`
  section {
    display: grid;
    gap: var(--space-3);
  }
  .stage {
    overflow: hidden;
    border-radius: var(--radius);
    background: var(--blue);
    color: var(--paper);
  }
  .stage.empty {
    display: grid;
    place-items: center;
    aspect-ratio: 4 / 3;
    padding: var(--space-4);
  }
  .waiting {
    display: grid;
    justify-items: center;
    gap: var(--space-3);
    text-align: center;
  }
  .waiting town-icon {
    width: 4.5rem;
    height: 4.5rem;
    color: var(--turquoise);
  }
  progress {
    width: min(16rem, 100%);
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
  video {
    display: block;
    width: 100%;
    height: auto;
    aspect-ratio: 4 / 3;
    object-fit: contain;
    background: var(--blue);
    cursor: pointer;
  }
  video.mirrored {
    transform: scaleX(-1);
  }
  .caption {
    min-height: 2.5em;
    padding: var(--space-2) var(--space-4);
    font-size: var(--h3);
    line-height: 1.35;
    text-align: center;
    white-space: pre-line;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-3);
    background: var(--wash);
    color: var(--ink);
  }
  .controls .button {
    padding-inline: var(--space-3);
    font-size: var(--small);
  }
  .seek {
    flex: 1 1 100%;
    min-width: 0;
    height: var(--target);
    margin: 0;
    accent-color: var(--turquoise-ink);
  }
  .stage:fullscreen {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto auto;
  }
  .stage:fullscreen video {
    height: 100%;
  }
  @media print {
    :host {
      display: none !important;
    }
  }
`;
