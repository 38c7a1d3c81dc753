import { isProblem } from '../api/failure';
import type { Problem } from '../api/types';
import type { CalibratedLetter } from './calibration';
import type { Landmarks } from './landmarks';
import type { Reading } from './spelled';
import type { TranscriptPart } from './suggestions';

export type HintCode =
  | 'no_hand'
  | 'hand_out_of_frame'
  | 'move_closer'
  | 'move_back'
  | 'more_light'
  | 'low_frame_rate'
  | 'hand_hidden'
  | 'mirrored'
  | 'none';

export type LandmarkMode = 'browser' | 'server';

export interface RecognitionEvents {
  /** The service listens. */
  ready: () => void;
  /** A stretch was read; no readings: declined. Stretches are named uniquely over all connections. */
  result: (stretch: string, isFinal: boolean, readings: Reading[]) => void;
  hint: (code: HintCode) => void;
  /** What the letters and signs so far may say, as words. */
  transcript: (parts: TranscriptPart[]) => void;
  /** Landmarks of a JPEG picture. */
  landmarks: (landmarks: Landmarks) => void;
  /** The connection was lost; another one is tried. */
  lost: (problem?: Problem) => void;
  /** The service refuses for good. */
  refused: (problem: Problem) => void;
}

interface Result {
  /** Seconds since the first frame. */
  start: number;
  end: number;
  alternatives: { sign_id: string; text: string; confidence: number }[];
}

interface ServerMessage extends Partial<Result> {
  type: string;
  segment_id?: number;
  is_final?: boolean;
  parts?: (Pick<TranscriptPart, 'hypotheses'> & { segment_ids: number[] })[];
  code?: HintCode;
  layout?: Landmarks['layout'];
  values?: number[];
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
/** A gateway says every two seconds that it lives; one that is silent for so long stands still. */
const LONGEST_SILENCE = 7000;
const MOST_ALTERNATIVES = 5;
const LETTER_PREFIX = 'pjm/letter/';
/** What a gateway takes of what another one read. */
const MOST_EARLIER = 40;
/** Unsent bytes beyond which frames are dropped rather than queued. */
const MOST_BUFFERED = 128 * 1024;
const POLICY_VIOLATION = 1008;
/** What a browser reports of a connection that broke off. */
const SILENT = 1006;
/** Messages that say nothing about the service behind the gateway. */
const FROM_THE_GATEWAY = new Set(['ready', 'alive', 'error']);
/** Refusals that go away by themselves. */
const PASSING = new Set([408, 429]);

/**
 * The connection to the recogniser: configures it, reconnects with growing pauses, turns its messages into events.
 *
 * A new connection goes on with the clock of the first one and is told the readings of the part at hand, so that a word
 * that is being spelled stays one.
 */
export class RecognitionSocket {
  private socket: WebSocket | undefined;
  private problem: Problem | undefined;
  private static connections = 0;
  private connection = 0;
  private pause = FIRST_PAUSE;
  private timer = 0;
  private silence = 0;
  private isClosed = false;
  private firstFrameAt: number | undefined;
  /** Final readings since the last part of the transcript began. */
  private finals: { stretch: string; result: Result }[] = [];
  /** The stretches that this connection was told of; it numbers them from -1 down, from the last to the first. */
  private told: readonly string[] = [];
  /** JPEG pictures that were sent and not yet answered. */
  private unanswered = 0;

  constructor(
    private readonly address: string,
    private readonly mode: LandmarkMode,
    /** Of the page: their words are likelier. */
    private readonly phrases: readonly string[],
    private readonly events: RecognitionEvents,
    /** How the resident's own hand shows letters. */
    private readonly calibration: readonly CalibratedLetter[] = [],
  ) {
    this.connect();
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  get unansweredPictures(): number {
    return this.unanswered;
  }

  /**
   * Send one frame; dropped while there is no connection or it cannot keep up.
   *
   * @param write makes the frame for a time since the first frame, in milliseconds.
   * @param now a clock in milliseconds.
   */
  send(write: (milliseconds: number) => ArrayBuffer, now: number): void {
    if (!this.socket || !this.isOpen || this.socket.bufferedAmount > MOST_BUFFERED) return;
    this.firstFrameAt ??= now;
    this.socket.send(write(now - this.firstFrameAt));
    if (this.mode === 'server') this.unanswered += 1;
  }

  /** Count pictures without an answer as lost: a service that falls behind drops the oldest unanswered. */
  forgetPictures(): void {
    this.unanswered = 0;
  }

  close(): void {
    this.isClosed = true;
    window.clearTimeout(this.timer);
    window.clearTimeout(this.silence);
    this.socket?.close(1000);
    this.socket = undefined;
  }

  private connect(): void {
    this.connection = RecognitionSocket.connections += 1;
    this.told = this.finals.map(({ stretch }) => stretch);
    this.unanswered = 0;
    this.problem = undefined;
    const socket = new WebSocket(this.address);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.addEventListener('open', () => {
      socket.send(
        JSON.stringify({
          type: 'config',
          language: 'pso',
          interim_results: true,
          max_alternatives: MOST_ALTERNATIVES,
          landmarks: this.mode,
          return_landmarks: this.mode === 'server',
          transcript: true,
          hint_phrases: this.phrases,
          calibration: this.calibration,
          earlier_results: this.finals.map(({ result }) => result),
        }),
      );
    });
    socket.addEventListener('message', ({ data }) => {
      if (!this.isClosed && typeof data === 'string') this.hear(data);
    });
    socket.addEventListener('close', ({ code }) => {
      if (!this.isClosed && this.socket === socket) this.end(code);
    });
  }

  /** Connect anew unless the gateway says before long that it lives; the socket to one that stands still stays open. */
  private listenForLife(): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => {
      const silent = this.socket;
      if (!silent) return;
      this.end(SILENT);
      silent.close();
    }, LONGEST_SILENCE);
  }

  private hear(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    // A stream that breaks off right after it has begun is not tried again at once for ever.
    if (!FROM_THE_GATEWAY.has(message.type)) this.pause = FIRST_PAUSE;
    switch (message.type) {
      case 'ready':
        this.events.ready();
        break;
      case 'result': {
        const { segment_id = 0, is_final = false, start = 0, end = 0, alternatives = [] } = message;
        const stretch = this.stretch(segment_id);
        if (is_final)
          this.finals = [...this.finals, { stretch, result: { start, end, alternatives } }].slice(
            -MOST_EARLIER,
          );
        this.events.result(
          stretch,
          is_final,
          alternatives.map(({ sign_id, text: shown, confidence }) => ({
            text: shown,
            confidence,
            isWord: !sign_id.startsWith(LETTER_PREFIX) && !/^\d+$/.test(shown),
          })),
        );
        break;
      }
      case 'transcript': {
        const parts = (message.parts ?? []).map(({ segment_ids, hypotheses }) => ({
          stretches: segment_ids.map((segment) => this.stretch(segment)),
          hypotheses,
        }));
        const begin = this.finals.findIndex(({ stretch }) => parts.at(-1)?.stretches.includes(stretch));
        this.finals = this.finals.slice(Math.max(0, begin));
        this.events.transcript(parts);
        break;
      }
      case 'alive':
        this.listenForLife();
        break;
      case 'hint':
        this.events.hint(message.code ?? 'none');
        break;
      case 'landmarks':
        this.unanswered = Math.max(0, this.unanswered - 1);
        this.events.landmarks({ layout: message.layout ?? 'hands/1', values: message.values ?? [] });
        break;
      case 'error':
        if (isProblem(message)) this.problem = message;
        break;
    }
  }

  private stretch(segment: number): string {
    return (segment < 0 && this.told.at(segment)) || `${this.connection}/${segment}`;
  }

  private end(code: number): void {
    this.socket = undefined;
    window.clearTimeout(this.silence);
    if (this.problem && code === POLICY_VIOLATION && !PASSING.has(this.problem.status)) {
      this.isClosed = true;
      this.events.refused(this.problem);
      return;
    }
    this.events.lost(this.problem);
    const wanted = (this.problem?.retry_after ?? 0) * 1000;
    this.timer = window.setTimeout(() => this.connect(), Math.max(wanted, this.pause));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}
