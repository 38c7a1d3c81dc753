import { Failure, isAborted } from '../api/failure';
import type { TownApi } from '../api/town-api';
import type { Language, WordMark } from '../api/types';
import { unitOffsets, type TextRange } from './heard-text';
import { samplesOf } from './samples';
import { StreamPlayer } from './stream-player';

export type ReadingState = 'idle' | 'loading' | 'playing' | 'paused' | 'ended' | 'error';

/** What is read and where the reader is. */
export interface Heard {
  text: string;
  range: TextRange | undefined;
}

export interface ReadingEvents {
  state: (state: ReadingState, failure?: Failure) => void;
  heard: (heard: Heard) => void;
}

interface Sound {
  position: () => number;
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  setSpeed: (speed: number) => void;
  stop: () => void;
}

/**
 * Reads one answer aloud: from the stream of events, so that the first sentence is heard while the second is still
 * being spoken; from the finished file where that cannot be had.
 */
export class Reading {
  private readonly cancel = new AbortController();
  private readonly marks: WordMark[] = [];
  private text = '';
  private sound: Sound | undefined;
  private state: ReadingState = 'idle';
  private frame = 0;

  constructor(
    private readonly api: TownApi,
    private readonly answerId: string,
    private readonly language: Language,
    private readonly events: ReadingEvents,
    private speed = 1,
  ) {}

  /** Begin. Must be called from a click or key press: browsers allow no sound before one. */
  async start(): Promise<void> {
    this.become('loading');
    try {
      await this.stream(new AudioContext());
    } catch (error) {
      if (isAborted(error) || this.cancel.signal.aborted) return;
      if (this.sound) {
        this.fail(error);
        return;
      }
      await this.file().catch((reason: unknown) => this.fail(reason instanceof Failure ? reason : error));
    }
  }

  async pause(): Promise<void> {
    if (this.state !== 'playing') return;
    await this.sound?.pause();
    this.become('paused');
  }

  async resume(): Promise<void> {
    if (this.state !== 'paused') return;
    await this.sound?.resume();
    this.become('playing');
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.sound?.setSpeed(speed);
  }

  stop(): void {
    if (this.cancel.signal.aborted) return;
    this.release();
    if (this.state !== 'ended' && this.state !== 'error') this.become('idle');
  }

  private async stream(context: AudioContext): Promise<void> {
    let player: StreamPlayer | undefined;
    this.cancel.signal.addEventListener('abort', () => {
      if (!player && context.state !== 'closed') void context.close();
    });
    for await (const event of this.api.speech(this.answerId, this.language, this.cancel.signal)) {
      if (event.kind === 'format') {
        this.text = event.format.text;
        player = new StreamPlayer(context, event.format.sample_rate, this.speed);
        player.onEnded = () => this.end();
      } else if (event.kind === 'mark') {
        this.marks.push(event.mark);
      } else if (event.kind === 'audio' && player) {
        player.add(samplesOf(event.pcm));
        if (!this.sound) this.begin(soundOf(player));
      } else if (event.kind === 'end') {
        player?.complete();
      }
    }
    if (!this.sound) throw new Failure();
  }

  private async file(): Promise<void> {
    const audio = new Audio(this.api.speechFile(this.answerId, this.language));
    audio.preservesPitch = true;
    audio.playbackRate = this.speed;
    const { text, marks } = await this.api.speechMarks(this.answerId, this.language, this.cancel.signal);
    this.text = text;
    this.marks.splice(0, this.marks.length, ...marks);
    audio.addEventListener('ended', () => this.end());
    await audio.play();
    this.begin({
      position: () => audio.currentTime,
      pause: () => {
        audio.pause();
        return Promise.resolve();
      },
      resume: () => audio.play(),
      setSpeed: (speed) => {
        audio.playbackRate = speed;
      },
      stop: () => {
        audio.pause();
        audio.removeAttribute('src');
        audio.load();
      },
    });
  }

  private begin(sound: Sound): void {
    this.sound = sound;
    this.become('playing');
    const toUnits = unitOffsets(this.text);
    let shown: WordMark | undefined;
    const follow = (): void => {
      const position = sound.position();
      const mark = this.marks.findLast((item) => item.seconds <= position);
      if (mark !== shown) {
        shown = mark;
        const range = mark && { start: toUnits(mark.start), end: toUnits(mark.end) };
        this.events.heard({ text: this.text, range });
      }
      this.frame = requestAnimationFrame(follow);
    };
    follow();
  }

  private end(): void {
    this.release();
    this.become('ended');
  }

  private fail(error: unknown): void {
    this.release();
    this.state = 'error';
    this.events.state('error', error instanceof Failure ? error : new Failure());
  }

  private release(): void {
    this.cancel.abort();
    cancelAnimationFrame(this.frame);
    this.sound?.stop();
    this.events.heard({ text: this.text, range: undefined });
  }

  private become(state: ReadingState): void {
    this.state = state;
    this.events.state(state);
  }
}

function soundOf(player: StreamPlayer): Sound {
  return {
    position: () => player.position,
    pause: () => player.pause(),
    resume: () => player.resume(),
    setSpeed: (speed) => player.setSpeed(speed),
    stop: () => player.stop(),
  };
}
