import { SampleStore } from './samples';
import { TimeStretch } from './time-stretch';

/** Seconds of speech handed to the sound card at a time, and how much lies ready there. */
const PIECE_SECONDS = 0.5;
const AHEAD_SECONDS = 1.2;
const TICK_MILLISECONDS = 100;

interface Scheduled {
  source: AudioBufferSourceNode;
  /** On the context's clock, seconds. */
  starts: number;
  ends: number;
  /** In the recording, samples. */
  from: number;
  to: number;
}

/** Plays samples while they still arrive; can pause, stop and change speed without changing pitch. */
export class StreamPlayer {
  /** Called when the last sample has been heard. */
  onEnded: () => void = () => undefined;

  private readonly store = new SampleStore();
  private readonly stretch: TimeStretch;
  private scheduled: Scheduled[] = [];
  private next = 0;
  private isComplete = false;
  private isStopped = false;
  private timer = 0;

  /**
   * @param context where the sound goes.
   * @param sampleRate samples a second.
   * @param speed 1 is as spoken.
   */
  constructor(
    private readonly context: AudioContext,
    private readonly sampleRate: number,
    private speed = 1,
  ) {
    this.stretch = new TimeStretch(sampleRate);
    this.timer = window.setInterval(() => this.fill(), TICK_MILLISECONDS);
  }

  add(samples: Float32Array): void {
    this.store.add(samples);
    this.fill();
  }

  /** Say that everything has arrived. */
  complete(): void {
    this.isComplete = true;
    this.fill();
  }

  /** Return the seconds of the recording heard so far. */
  get position(): number {
    const now = this.context.currentTime;
    const current = this.scheduled.findLast((item) => item.starts <= now);
    if (!current) return (this.scheduled[0]?.from ?? this.next) / this.sampleRate;
    const share = Math.min(1, (now - current.starts) / (current.ends - current.starts));
    return (current.from + share * (current.to - current.from)) / this.sampleRate;
  }

  /** Go on from here at another speed. */
  setSpeed(speed: number): void {
    if (speed === this.speed) return;
    const here = Math.round(this.position * this.sampleRate);
    this.silence();
    this.speed = speed;
    this.next = here;
    this.fill();
  }

  async pause(): Promise<void> {
    await this.context.suspend();
  }

  async resume(): Promise<void> {
    await this.context.resume();
  }

  /** End for good and free the sound card. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    window.clearInterval(this.timer);
    this.silence();
    void this.context.close();
  }

  private fill(): void {
    if (this.isStopped) return;
    const now = this.context.currentTime;
    const piece = Math.round(PIECE_SECONDS * this.sampleRate);
    for (;;) {
      const tail = this.scheduled.at(-1)?.ends ?? 0;
      if (tail - now > AHEAD_SECONDS || this.next >= this.store.length) break;
      // A short rest at the end of what has arrived would crackle; wait for more unless no more comes.
      if (!this.isComplete && this.store.length - this.next < piece) break;
      this.schedule(Math.max(tail, now + 0.03), this.next, Math.min(this.next + piece, this.store.length));
    }
    const last = this.scheduled.at(-1);
    if (this.isComplete && this.next >= this.store.length && (!last || last.ends <= now)) {
      this.stop();
      this.onEnded();
    }
  }

  private schedule(starts: number, from: number, to: number): void {
    const samples = this.stretch.stretch(this.store.slice(from, to), this.speed);
    const buffer = this.context.createBuffer(1, samples.length, this.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.start(starts);
    const ends = starts + samples.length / this.sampleRate;
    this.scheduled.push({ source, starts, ends, from, to });
    this.next = to;
    const now = this.context.currentTime;
    this.scheduled = this.scheduled.filter((item) => item.ends > now - 1);
  }

  private silence(): void {
    for (const { source } of this.scheduled) {
      source.stop();
      source.disconnect();
    }
    this.scheduled = [];
  }
}
