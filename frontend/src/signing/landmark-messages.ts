import type { FoundHand, Point } from './landmarks';

/** What the page says to the landmark worker. */
export type ToLandmarkWorker =
  | { type: 'start'; wasm: string; hands: string; pose: string }
  | { type: 'load-pose' }
  | { type: 'picture'; picture: ImageBitmap; milliseconds: number; withPose: boolean };

/** What the landmark worker says to the page. */
export type FromLandmarkWorker =
  | { type: 'progress'; fraction: number }
  /** `runtime` says what landmarks are computed with. */
  | { type: 'ready'; runtime: string }
  | { type: 'pose-ready' }
  | { type: 'failed'; message: string }
  | { type: 'found'; hands: FoundHand[]; pose?: Point[]; brightness: number };
