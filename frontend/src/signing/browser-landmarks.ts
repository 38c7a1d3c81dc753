import workerAddress from './landmark-worker.ts?worker&url';
import type { FromLandmarkWorker, ToLandmarkWorker } from './landmark-messages';
import { landmarksOf, type Landmarks } from './landmarks';

/** What was found in one picture. */
export interface Found {
  landmarks: Landmarks;
  /** Mean brightness, 0 to 1. */
  brightness: number;
}

const LOAD_SECONDS = 60;
const PICTURE_SECONDS = 10;
/** The body is looked for in every fourth picture, and only where hands alone leave time for it. */
const POSE_EVERY = 4;
const POSE_FROM_PICTURES = 20;
const POSE_FROM_RATE = 10;

/** The security policy lets only addresses of this maker start a worker, and it makes one: ours. */
const makers =
  'trustedTypes' in globalThis ? (globalThis as unknown as TrustedTypesHolder).trustedTypes : undefined;
const maker = makers?.createPolicy('okienko-worker', { createScriptURL: (address) => address });

interface TrustedTypesHolder {
  trustedTypes: {
    createPolicy(
      name: string,
      rules: { createScriptURL: (address: string) => string },
    ): { createScriptURL(address: string): string };
  };
}

function trusted(address: string): string {
  return maker?.createScriptURL(address) ?? address;
}

/** Finds landmarks on this device; no picture leaves it. */
export class BrowserLandmarks {
  private readonly worker: Worker;
  private waiting:
    { resolve: (found: FromLandmarkWorker) => void; reject: (error: Error) => void } | undefined;
  private onProgress: (fraction: number) => void = () => undefined;
  private pictures = 0;
  private hasPose = false;

  constructor() {
    this.worker = new Worker(trusted(workerAddress), { type: 'module' });
    this.worker.addEventListener('message', ({ data }: MessageEvent<FromLandmarkWorker>) => this.hear(data));
    this.worker.addEventListener('error', (event) => {
      this.waiting?.reject(new Error(event.message || 'The landmark worker could not start.'));
    });
  }

  /** Load the models, about 19 MB the first time; later from the browser's cache. Returns what they run on. */
  async load(onProgress: (fraction: number) => void): Promise<string> {
    this.onProgress = onProgress;
    const answer = await this.ask(
      {
        type: 'start',
        wasm: new URL('/wasm', location.href).href,
        hands: new URL('/models/hand_landmarker.task', location.href).href,
        pose: new URL('/models/pose_landmarker_lite.task', location.href).href,
      },
      LOAD_SECONDS,
    );
    return answer.type === 'ready' ? answer.runtime : '';
  }

  /**
   * Find hands, and now and then the body, in one picture. The picture is handed over and closed.
   *
   * @param milliseconds must grow from picture to picture.
   * @param rate pictures found a second so far.
   */
  async find(picture: ImageBitmap, milliseconds: number, rate: number): Promise<Found> {
    this.pictures += 1;
    if (this.pictures === POSE_FROM_PICTURES && rate >= POSE_FROM_RATE) this.tell({ type: 'load-pose' });
    const withPose = this.hasPose && this.pictures % POSE_EVERY === 0;
    const found = await this.ask({ type: 'picture', picture, milliseconds, withPose }, PICTURE_SECONDS, [
      picture,
    ]);
    if (found.type !== 'found') throw new Error(`The landmark worker said ${found.type} to a picture.`);
    return { landmarks: landmarksOf(found.hands, found.pose), brightness: found.brightness };
  }

  /** Whether the model of the body is there. */
  get findsBodies(): boolean {
    return this.hasPose;
  }

  close(): void {
    this.worker.terminate();
    this.waiting?.reject(new Error('The landmark worker was closed.'));
    this.waiting = undefined;
  }

  private ask(
    message: ToLandmarkWorker,
    seconds: number,
    handOver: Transferable[] = [],
  ): Promise<FromLandmarkWorker> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('The landmark worker does not answer.')),
        seconds * 1000,
      );
      const settle = <T>(then: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(timer);
          this.waiting = undefined;
          then(value);
        };
      };
      this.waiting = { resolve: settle(resolve), reject: settle(reject) };
      this.tell(message, handOver);
    });
  }

  private tell(message: ToLandmarkWorker, handOver: Transferable[] = []): void {
    this.worker.postMessage(message, handOver);
  }

  private hear(message: FromLandmarkWorker): void {
    if (message.type === 'progress') this.onProgress(message.fraction);
    else if (message.type === 'pose-ready') this.hasPose = true;
    else if (message.type === 'failed') this.waiting?.reject(new Error(message.message));
    else this.waiting?.resolve(message);
  }
}
