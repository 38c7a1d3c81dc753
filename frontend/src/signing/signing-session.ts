import { BrowserLandmarks } from './browser-landmarks';
import type { CalibratedLetter } from './calibration';
import { closeCamera, openCamera } from './camera';
import { jpegFrame, landmarkFrame } from './frames';
import type { Landmarks } from './landmarks';
import { RecognitionSocket, type LandmarkMode, type RecognitionEvents } from './recognition-socket';

export type SigningState = 'asking' | 'loading' | 'running' | 'reconnecting' | 'stopped';

export interface SigningEvents extends Pick<
  RecognitionEvents,
  'result' | 'hint' | 'transcript' | 'lost' | 'refused'
> {
  state: (state: SigningState) => void;
  /** Where landmarks are found, and for developers why not here, or what they are computed with. */
  mode: (mode: LandmarkMode, reason: string) => void;
  /** Share of the models that has arrived, 0 to 1. */
  progress: (fraction: number) => void;
  /** Pictures in which landmarks were looked for, a second. */
  rate: (rate: number) => void;
}

const JPEG_WIDTH = 640;
const JPEG_HEIGHT = 480;
const JPEG_QUALITY = 0.7;
const JPEG_PAUSE = 1000 / 12;
const MOST_UNANSWERED = 2;
/** An answer that takes longer has been lost; the next picture may go. */
const ANSWER_PATIENCE = 3000;
const RATE_MEMORY = 0.85;

/**
 * From camera to readings: opens the camera, finds landmarks here or has the service find them, passes them on.
 *
 * Raises `CameraError` from `start`; everything later comes as an event.
 */
export class SigningSession {
  /** What was found last, for drawing; empty until then. */
  landmarks: Landmarks | undefined;
  readonly video = document.createElement('video');

  private stream: MediaStream | undefined;
  private finder: BrowserLandmarks | undefined;
  private socket: RecognitionSocket | undefined;
  private isStopped = false;
  private rate = 0;
  private lastAt = 0;
  private lastVideoTime = -1;
  private reason = '';
  private mode: LandmarkMode = 'browser';
  private calibration: readonly CalibratedLetter[] = [];

  constructor(
    private readonly address: string,
    private readonly phrases: readonly string[],
    private readonly events: SigningEvents,
  ) {
    this.video.muted = true;
    this.video.playsInline = true;
  }

  /** @param mode "server" to have the service find the landmarks from the start. */
  async start(mode: LandmarkMode): Promise<void> {
    this.events.state('asking');
    const stream = await openCamera();
    if (this.isStopped) {
      closeCamera(stream);
      return;
    }
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    if (mode === 'server') this.reason = 'The page was asked to (?landmarks=server).';
    else if (!(await this.loadFinder())) mode = 'server';
    if (this.isStopped) return;
    this.listen(mode);
    void (mode === 'browser' ? this.findHere() : this.findThere());
  }

  /** Read letters as the resident's own hand shows them, from now on; nothing of it outlives this session. */
  calibrate(letters: readonly CalibratedLetter[]): void {
    this.calibration = letters;
    if (!this.isStopped && this.socket) this.listen(this.mode);
  }

  /** Switch camera, models and connection off. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    closeCamera(this.stream);
    this.video.srcObject = null;
    this.finder?.close();
    this.socket?.close();
    this.events.state('stopped');
  }

  private async loadFinder(): Promise<boolean> {
    this.events.state('loading');
    try {
      this.finder = new BrowserLandmarks();
      this.reason = await this.finder.load((fraction) => this.events.progress(fraction));
      return true;
    } catch (error) {
      this.reason = sentence(error);
      this.dropFinder();
      return false;
    }
  }

  private listen(mode: LandmarkMode): void {
    this.mode = mode;
    this.events.mode(mode, this.reason);
    this.socket?.close();
    this.events.state('reconnecting');
    const events: RecognitionEvents = {
      ready: () => this.events.state('running'),
      result: (...result) => this.events.result(...result),
      hint: (code) => this.events.hint(code),
      transcript: (parts) => this.events.transcript(parts),
      landmarks: (landmarks) => this.found(landmarks),
      lost: (problem) => {
        this.events.state('reconnecting');
        this.events.lost(problem);
      },
      refused: (problem) => {
        this.stop();
        this.events.refused(problem);
      },
    };
    this.socket = new RecognitionSocket(this.address, mode, this.phrases, events, this.calibration);
  }

  private async findHere(): Promise<void> {
    while (!this.isStopped && this.finder) {
      await this.nextPicture();
      if (this.isStopped) return;
      try {
        const picture = await createImageBitmap(this.video);
        const now = performance.now();
        const { landmarks, brightness } = await this.finder.find(picture, now, this.rate);
        const aspect = this.video.videoWidth / this.video.videoHeight;
        this.found(landmarks);
        this.socket?.send((milliseconds) => landmarkFrame(landmarks, milliseconds, aspect, brightness), now);
      } catch (error) {
        if (this.isStopped) return;
        this.reason = sentence(error);
        // The graphics card or the runtime gave up: the service takes over.
        this.dropFinder();
        this.listen('server');
        void this.findThere();
      }
    }
  }

  private async findThere(): Promise<void> {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { alpha: false });
    let sentAt = 0;
    while (!this.isStopped && context) {
      await this.nextPicture();
      const now = performance.now();
      if (now - sentAt > ANSWER_PATIENCE) this.socket?.forgetPictures();
      if (this.isStopped || !this.socket?.isOpen || now - sentAt < JPEG_PAUSE) continue;
      if (this.socket.unansweredPictures >= MOST_UNANSWERED) continue;
      const scale = Math.min(1, JPEG_WIDTH / this.video.videoWidth, JPEG_HEIGHT / this.video.videoHeight);
      canvas.width = Math.round(this.video.videoWidth * scale);
      canvas.height = Math.round(this.video.videoHeight * scale);
      context.drawImage(this.video, 0, 0, canvas.width, canvas.height);
      sentAt = now;
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY));
      const jpeg = await blob?.arrayBuffer();
      if (jpeg) this.socket.send((milliseconds) => jpegFrame(jpeg, milliseconds), now);
    }
  }

  private found(landmarks: Landmarks): void {
    this.landmarks = landmarks;
    const now = performance.now();
    if (this.lastAt) {
      const current = 1000 / Math.max(1, now - this.lastAt);
      this.rate = this.rate ? RATE_MEMORY * this.rate + (1 - RATE_MEMORY) * current : current;
      this.events.rate(this.rate);
    }
    this.lastAt = now;
  }

  /** Wait until the camera has a picture that has not been looked at. */
  private async nextPicture(): Promise<void> {
    do {
      await new Promise((done) => requestAnimationFrame(done));
    } while (!this.isStopped && (this.video.currentTime === this.lastVideoTime || !this.video.videoWidth));
    this.lastVideoTime = this.video.currentTime;
  }

  private dropFinder(): void {
    this.finder?.close();
    this.finder = undefined;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
