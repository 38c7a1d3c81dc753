import { BODY, HAND_POINTS, LEFT_HAND, POINT_NUMBERS, RIGHT_HAND, type Landmarks } from './landmarks';

const FINGERS = [
  [0, 1, 2, 3, 4],
  [0, 5, 6, 7, 8],
  [9, 10, 11, 12],
  [13, 14, 15, 16],
  [0, 17, 18, 19, 20],
  [5, 9, 13, 17],
] as const;
/** Shoulders, arms, trunk; numbers of MediaPipe Pose. */
const OUTLINE = [
  [11, 12],
  [11, 13, 15],
  [12, 14, 16],
  [11, 23],
  [12, 24],
] as const;
const NOSE = 0;
const EARS = [7, 8] as const;
const SEEN = 0.5;

export interface SkeletonColours {
  hand: string;
  joint: string;
  body: string;
}

/** Draw hands and the signer's outline over a picture of the canvas's size. */
export function drawSkeleton(
  context: CanvasRenderingContext2D,
  { layout, values }: Landmarks,
  colours: SkeletonColours,
): void {
  const { width, height } = context.canvas;
  const unit = width / 640;
  const at = (group: number, index: number): { x: number; y: number; sure: number } => {
    const start = group + index * POINT_NUMBERS;
    return {
      x: (values[start] ?? 0) * width,
      y: (values[start + 1] ?? 0) * height,
      sure: values[start + 3] ?? 0,
    };
  };
  const line = (group: number, indices: readonly number[], least: number): void => {
    context.beginPath();
    let isPen = false;
    for (const point of indices.map((index) => at(group, index))) {
      if (point.sure <= least) isPen = false;
      else if (isPen) context.lineTo(point.x, point.y);
      else {
        context.moveTo(point.x, point.y);
        isPen = true;
      }
    }
    context.stroke();
  };
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (layout === 'hands-pose/1') {
    context.strokeStyle = colours.body;
    context.lineWidth = 5 * unit;
    for (const part of OUTLINE) line(BODY, part, SEEN);
    const [left, right] = [at(BODY, EARS[0]), at(BODY, EARS[1])];
    const nose = at(BODY, NOSE);
    if (nose.sure > SEEN) {
      const radius = Math.max(Math.hypot(left.x - right.x, left.y - right.y) * 0.75, 12 * unit);
      context.beginPath();
      context.ellipse(nose.x, nose.y, radius, radius * 1.25, 0, 0, Math.PI * 2);
      context.stroke();
    }
  }
  for (const hand of [LEFT_HAND, RIGHT_HAND]) {
    context.strokeStyle = colours.hand;
    context.lineWidth = 4 * unit;
    for (const finger of FINGERS) line(hand, finger, 0);
    context.fillStyle = colours.joint;
    for (let index = 0; index < HAND_POINTS; index += 1) {
      const point = at(hand, index);
      if (point.sure <= 0) continue;
      context.beginPath();
      context.arc(point.x, point.y, 3.5 * unit, 0, Math.PI * 2);
      context.fill();
    }
  }
}
