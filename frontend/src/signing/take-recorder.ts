import type { NewTake } from '../api/teaching-api';
import { BrowserLandmarks } from './browser-landmarks';
import { closeCamera, openCamera } from './camera';
import { BODY, POINT_NUMBERS, POSE_POINTS, type Landmarks } from './landmarks';

export type RecorderState = 'asking' | 'loading' | 'ready' | 'recording' | 'finding' | 'stopped';

export interface RecorderEvents {
  state: (state: RecorderState) => void;
  /** Share of what is being loaded or looked through, 0 to 1. */
  progress: (fraction: number) => void;
}

export const LONGEST_SECONDS = 5;
/** Pictures are looked through after they were taken, so that a slow device loses none of the movement. */
const PICTURES_A_SECOND = 25;
const BODY_PATIENCE = 20_000;
const DIGITS = 100_000;
/** What the finder is told of its speed, so that it looks for the body too: nobody waits for single pictures here. */
const UNHURRIED = 30;

/** Records takes of a sign: camera, pictures for some seconds, then landmarks. No picture leaves this object, none is kept. */
export class TakeRecorder {
  readonly video = document.createElement('video');
  /** What was found last, for drawing. */
  landmarks: Landmarks | undefined;
  private stream: MediaStream | undefined;
  private finder: BrowserLandmarks | undefined;
  private isStopped = false;
  private isBusy = false;
  private isEnough = false;
  private previewing: Promise<void> = Promise.resolve();

  constructor(private readonly events: RecorderEvents) {
    this.video.muted = true;
    this.video.playsInline = true;
  }

  /** Open the camera and load the models. Raises `CameraError`, or `Error` where the models cannot run here. */
  async open(): Promise<void> {
    this.events.state('asking');
    const stream = await openCamera();
    if (this.isStopped) {
      closeCamera(stream);
      return;
    }
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    this.events.state('loading');
    this.finder = new BrowserLandmarks();
    await this.finder.load((fraction) => this.events.progress(fraction));
    this.previewing = this.preview();
    await this.bodySeen();
    if (!this.isStopped) this.events.state('ready');
  }

  /** Record until `enough` or the longest time; returns landmarks, or undefined when the recorder was closed. */
  async record(): Promise<NewTake | undefined> {
    this.isBusy = true;
    this.isEnough = false;
    await this.previewing;
    const pictures: { at: number; picture: ImageBitmap }[] = [];
    try {
      this.events.state('recording');
      await this.take(pictures);
      this.events.state('finding');
      return await this.find(pictures);
    } finally {
      for (const { picture } of pictures) picture.close();
      this.isBusy = false;
      if (!this.isStopped) {
        this.previewing = this.preview();
        this.events.state('ready');
      }
    }
  }

  /** End the recording that is going on. */
  enough(): void {
    this.isEnough = true;
  }

  close(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    closeCamera(this.stream);
    this.video.srcObject = null;
    this.finder?.close();
    this.events.state('stopped');
  }

  private async take(pictures: { at: number; picture: ImageBitmap }[]): Promise<void> {
    const began = performance.now();
    let shown = -1;
    while (!this.isStopped && !this.isEnough && performance.now() - began < LONGEST_SECONDS * 1000) {
      await new Promise((done) => requestAnimationFrame(done));
      const last = pictures.at(-1)?.at ?? -Infinity;
      const now = performance.now();
      if (this.video.currentTime === shown || now - last < 1000 / PICTURES_A_SECOND - 4) continue;
      shown = this.video.currentTime;
      pictures.push({ at: now, picture: await createImageBitmap(this.video) });
      this.events.progress((now - began) / (LONGEST_SECONDS * 1000));
    }
  }

  private async find(
    pictures: readonly { at: number; picture: ImageBitmap }[],
  ): Promise<NewTake | undefined> {
    const frames: NewTake['frames'] = [];
    for (const [number, { at, picture }] of pictures.entries()) {
      if (this.isStopped || !this.finder) return undefined;
      const { landmarks } = await this.finder.find(picture, at, UNHURRIED);
      this.landmarks = landmarks;
      frames.push({
        offset: Math.round(at - (pictures[0]?.at ?? at)) / 1000,
        values: withBody(landmarks),
      });
      this.events.progress((number + 1) / pictures.length);
    }
    return { aspectRatio: this.video.videoWidth / this.video.videoHeight, frames };
  }

  private async preview(): Promise<void> {
    while (!this.isStopped && !this.isBusy && this.finder) {
      await new Promise((done) => requestAnimationFrame(done));
      if (!this.video.videoWidth) continue;
      try {
        const picture = await createImageBitmap(this.video);
        this.landmarks = (await this.finder.find(picture, performance.now(), UNHURRIED)).landmarks;
      } catch {
        // Closed meanwhile; what fails for good fails again when a take is looked through, where it is told.
        return;
      }
    }
  }

  private async bodySeen(): Promise<void> {
    const began = performance.now();
    while (!this.isStopped && !this.finder?.findsBodies && performance.now() - began < BODY_PATIENCE) {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

/** Landmarks of both layouts as "hands-pose/1", rounded; a body that was not looked for is all zeros. */
export function withBody({ values }: Landmarks): number[] {
  const all = new Array<number>(BODY + POSE_POINTS * POINT_NUMBERS).fill(0);
  for (let index = 0; index < values.length; index += 1) {
    all[index] = Math.round((values[index] ?? 0) * DIGITS) / DIGITS;
  }
  return all;
}
