import { Hand, type IconNode } from 'lucide';

/** Pictures that the icon package lacks, drawn on its grid: 24 × 24, strokes of 2, round ends. */

const HAND_SCALE = 0.62;

/** Two hands: sign language. */
export const SigningHands: IconNode = [
  ...placed(Hand, `translate(-1.2 7.6) rotate(-14) scale(${HAND_SCALE})`),
  ...placed(Hand, `translate(25.2 1.6) rotate(14) scale(-${HAND_SCALE} ${HAND_SCALE})`),
];

export const Passport: IconNode = [
  ['rect', { x: 5, y: 2, width: 14, height: 20, rx: 2 }],
  ['circle', { cx: 12, cy: 9.5, r: 3.5 }],
  ['path', { d: 'M9 17.5h6' }],
];

export const Candle: IconNode = [
  ['path', { d: 'M12 2.5c1.8 1.9 2.6 3.2 2.6 4.4a2.6 2.6 0 0 1-5.2 0c0-1.2.8-2.5 2.6-4.4z' }],
  ['path', { d: 'M12 9.5V12' }],
  ['path', { d: 'M9 21v-8a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v8' }],
  ['path', { d: 'M5 21.5h14' }],
];

export const Ring: IconNode = [
  ['circle', { cx: 12, cy: 15.5, r: 6 }],
  ['path', { d: 'M9.5 2h5L17 5l-5 4.5L7 5z' }],
  ['path', { d: 'M7 5h10' }],
];

export const Child: IconNode = [
  ['circle', { cx: 12, cy: 5.5, r: 3 }],
  ['path', { d: 'M12 8.5V15' }],
  ['path', { d: 'm6 10.5 6 2 6-2' }],
  ['path', { d: 'm8.5 21.5 3.5-6.5 3.5 6.5' }],
];

export const Parking: IconNode = [
  ['rect', { x: 3, y: 3, width: 18, height: 18, rx: 2 }],
  ['path', { d: 'M9.5 17V7h3.25a3 3 0 0 1 0 6H9.5' }],
];

export const Plate: IconNode = [
  ['rect', { x: 1.5, y: 7, width: 21, height: 10, rx: 1.5 }],
  ['path', { d: 'M6 7v10' }],
  ['path', { d: 'M9.5 10.25v3.5' }],
  ['path', { d: 'M12.75 10.25v3.5' }],
  ['path', { d: 'M16.5 10.25h2.75l-2.75 3.5h2.75' }],
];

function placed(icon: IconNode, transform: string): IconNode {
  return icon.map(([tag, attributes]) => [
    tag,
    // As thick as everything else after the scaling.
    { ...attributes, transform, 'stroke-width': 2 / HAND_SCALE },
  ]);
}
