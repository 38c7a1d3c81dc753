import { BODY, HAND_POINTS, LEFT_HAND, POINT_NUMBERS, RIGHT_HAND, type Landmarks } from './landmarks';

/** A letter as the resident's hand shows it, as the recognition socket takes it. */
export interface CalibratedLetter {
  sign_id: string;
  aspect_ratio: number;
  frames: number[][];
}

/** The letters that differ most from person to person, those that help most first. */
export const CALIBRATED = ['o', 't', 'u', 's', 'n', 'm'] as const;
export type CalibrationLetter = (typeof CALIBRATED)[number];

export type CalibrationProblem = 'no-hand' | 'moving';

const FEWEST_FRAMES = 5;
const MOST_FRAMES = 12;
const DIGITS = 10_000;
/** How far the wrist may wander while a letter is held, in hand lengths. */
const STILL = 0.6;
const WRIST = 0;
const MIDDLE_KNUCKLE = 9;

/**
 * Make a letter of what was seen while it was held.
 *
 * @param seen landmarks in order; those without a hand are left out.
 * @param aspectRatio the picture's width divided by its height.
 */
export function calibratedLetter(
  letter: CalibrationLetter,
  seen: readonly Landmarks[],
  aspectRatio: number,
): CalibratedLetter | CalibrationProblem {
  const hands = seen.filter((landmarks) => raisedHand(landmarks) !== undefined);
  if (hands.length < FEWEST_FRAMES) return 'no-hand';
  if (wandering(hands, aspectRatio) > STILL) return 'moving';
  const step = Math.max(1, hands.length / MOST_FRAMES);
  const chosen = Array.from(
    { length: Math.min(MOST_FRAMES, hands.length) },
    (_, at) => hands[Math.floor(at * step)],
  );
  return {
    sign_id: `pjm/letter/${letter}`,
    aspect_ratio: aspectRatio,
    frames: chosen.flatMap((landmarks) => (landmarks ? [handsOnly(landmarks)] : [])),
  };
}

/** Where the raised hand's numbers begin; undefined without a hand. */
export function raisedHand({ values }: Landmarks): number | undefined {
  const there = [LEFT_HAND, RIGHT_HAND].filter((start) => (values[start + 3] ?? 0) > 0);
  const height = (start: number): number => values[start + MIDDLE_KNUCKLE * POINT_NUMBERS + 1] ?? 1;
  return there.sort((a, b) => height(a) - height(b))[0];
}

function handsOnly({ values }: Landmarks): number[] {
  return Array.from({ length: BODY }, (_, at) => Math.round((values[at] ?? 0) * DIGITS) / DIGITS);
}

function wandering(hands: readonly Landmarks[], aspectRatio: number): number {
  const wrists = hands.map((landmarks) => point(landmarks, WRIST, aspectRatio));
  const [first] = hands;
  if (!first) return 0;
  const knuckle = point(first, MIDDLE_KNUCKLE, aspectRatio);
  const [wrist] = wrists;
  if (!wrist) return 0;
  const length = Math.max(Math.hypot(knuckle.x - wrist.x, knuckle.y - wrist.y), 0.02);
  const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);
  return Math.hypot(spread(wrists.map(({ x }) => x)), spread(wrists.map(({ y }) => y))) / length;
}

function point(landmarks: Landmarks, index: number, aspectRatio: number): { x: number; y: number } {
  const start = (raisedHand(landmarks) ?? RIGHT_HAND) + index * POINT_NUMBERS;
  if (index >= HAND_POINTS) throw new RangeError(`A hand has no point ${index}.`);
  return { x: (landmarks.values[start] ?? 0) * aspectRatio, y: landmarks.values[start + 1] ?? 0 };
}
