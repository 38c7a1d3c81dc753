/**
 * Landmarks in the order of the recognition contract, four numbers a point: x and y as shares of the picture's width and
 * height, z on x's scale, confidence from 0 to 1 (0: the point is missing).
 */
export interface Landmarks {
  /** "hands/1": 21 points of the signer's left hand, 21 of the right; "hands-pose/1": 33 points of the body as well. */
  layout: 'hands/1' | 'hands-pose/1';
  values: ArrayLike<number>;
}

export const HAND_POINTS = 21;
export const POSE_POINTS = 33;
export const POINT_NUMBERS = 4;
/** Where the three groups begin, in numbers. */
export const LEFT_HAND = 0;
export const RIGHT_HAND = HAND_POINTS * POINT_NUMBERS;
export const BODY = 2 * HAND_POINTS * POINT_NUMBERS;

export interface Point {
  x: number;
  y: number;
  z: number;
  visibility?: number;
}

/** One hand as MediaPipe's hand landmarker reports it. */
export interface FoundHand {
  points: readonly Point[];
  label: string;
  score: number;
}

/**
 * Put hands and body into the contract's order.
 *
 * The camera's picture is given to MediaPipe unmirrored, and its "Right" is then the signer's right hand: so it named 72 of 72
 * hands of a rendered signer, and 124 of 126 photographed ones. (Its documentation says that a mirror image is expected.)
 * Two hands of the same name happen when hands overlap: the surer one keeps its place, the other takes the free one.
 */
export function landmarksOf(hands: readonly FoundHand[], pose?: readonly Point[]): Landmarks {
  const size = (2 * HAND_POINTS + (pose ? POSE_POINTS : 0)) * POINT_NUMBERS;
  const values = new Float32Array(size);
  const isTaken = new Map<number, boolean>();
  for (const hand of [...hands].sort((a, b) => b.score - a.score).slice(0, 2)) {
    const wanted = hand.label === 'Left' ? LEFT_HAND : RIGHT_HAND;
    const place = isTaken.get(wanted) ? (wanted === LEFT_HAND ? RIGHT_HAND : LEFT_HAND) : wanted;
    isTaken.set(place, true);
    put(values, place, hand.points, () => hand.score);
  }
  if (pose) put(values, BODY, pose, (point) => point.visibility ?? 0);
  return { layout: pose ? 'hands-pose/1' : 'hands/1', values };
}

/** Whether any hand was found. */
export function hasHand({ values }: Landmarks): boolean {
  return (values[LEFT_HAND + 3] ?? 0) > 0 || (values[RIGHT_HAND + 3] ?? 0) > 0;
}

function put(
  values: Float32Array,
  place: number,
  points: readonly Point[],
  confidence: (point: Point) => number,
): void {
  points.forEach((point, index) => {
    values.set([point.x, point.y, point.z, confidence(point)], place + index * POINT_NUMBERS);
  });
}
