/** The gateway's messages, as its OpenAPI document describes them. */

export type Language = 'pl' | 'en';
export const LANGUAGES: readonly Language[] = ['pl', 'en'];

export interface Hours {
  /** ISO 8601 day: 1 is Monday. */
  day: number;
  /** Local time, HH:MM. */
  opens: string;
  /** Local time, HH:MM; 24:00 for midnight. */
  closes: string;
}

export interface Place {
  id: string;
  name: string;
  note: string;
  address: string;
  phone: string;
  email: string;
  text_message_number: string;
  website: string;
  hours: Hours[];
}

/** A day on which offices are closed whatever their hours. */
export interface ClosedDay {
  /** Local date, ISO 8601. */
  date: string;
  name: string;
  /** Only the town's own office is closed; else it is a public holiday. */
  is_own: boolean;
}

export interface Office {
  town: string;
  office: Place;
  interpreter: { url: string; hours: Hours[] };
  time_zone: string;
  /** From today on, for a year. */
  closed_days?: ClosedDay[];
}

export interface Choice {
  /** Of the answer, or of the phrase that names a group of answers. */
  id: string;
  title: string;
  language: string;
  icon: string;
  kind?: 'answer' | 'group';
}

/** What of an answer was asked for. */
export const ASKED_FIELDS = [
  'cost',
  'duration',
  'place',
  'documents',
  'steps',
  'hours',
  'contact',
  'online',
  'legal_basis',
] as const;
export type AskedField = (typeof ASKED_FIELDS)[number];

/** What the official says in its own words. */
export interface Phrase {
  id: string;
  icon: string;
  text: string;
  pjm: string;
}

export interface EmergencyContact {
  number: string;
  name: string;
  /** Chat or app for those who do not hear or speak; may be empty. */
  url: string;
}

/** How a reply came about, for developers. */
export interface Explanation {
  rule: string;
  retrieval: string;
  read_as: string;
  language: string;
  answer_from: number;
  clarify_from: number;
  /** That the first candidate is the one asked for, and that it is among the first four; 0 to 1, none without a search. */
  confidence?: number | null;
  scope?: number | null;
  candidates: {
    id: string;
    share: number;
    meaning?: number | null;
    coverage: number;
    overlap: number;
    letters: number;
    evidence: number;
  }[];
}

export interface Source {
  title: string;
  provision: string;
  published: string;
  url: string;
}

export type Origin = 'town' | 'memory' | 'template' | 'machine' | 'untranslated';

export interface Answer {
  id: string;
  topic: string;
  icon: string;
  language: Language;
  title: string;
  question: string;
  short: string;
  easy: string[];
  steps: string[];
  /** What to bring or attach. */
  documents: string[];
  cost: string;
  duration: string;
  forms: {
    text: { origin: Origin; language: Language };
    sign: { available: boolean };
    speech: { available: boolean };
  };
  places: Place[];
  /** Web page where it can be done; empty where it cannot. */
  online: string;
  sources: Source[];
  /** ISO 8601 date. */
  checked: string;
  related: Choice[];
  pjm: string;
  revision: string;
  /** Names of fields, or of list items such as "steps.2", that are still Polish. */
  untranslated: string[];
  /** To be shown first; empty or absent: the whole was asked for. */
  asked?: AskedField[];
  /** The stored question that matched best, in a reply. */
  matched_question?: string;
  /** For a next question about this answer; only where it was fetched by itself. */
  context?: string;
}

export interface Question {
  text?: string;
  glosses?: string[];
  /** Id of a choice of the reply before, or "none". */
  choice?: string;
  /** Absent: the service detects it. */
  language?: Language;
  context?: string;
  explain?: boolean;
}

export type Outcome = 'answer' | 'clarify' | 'decline' | 'emergency' | 'small_talk';

export interface Reply {
  outcome: Outcome;
  answers: Answer[];
  choices: Choice[];
  confidence: number;
  language: string;
  context: string;
  matched_question: string;
  phrase?: Phrase | null;
  /** What became of a context that was too old or not ours. */
  notice?: string;
  emergency_contacts?: EmergencyContact[];
  office?: Office | null;
  explanation?: Explanation | null;
}

export interface Topic {
  id: string;
  icon: string;
  names: Record<string, string>;
  answers: Choice[];
}

export interface FeaturedAnswer {
  id: string;
  icon: string;
  titles: Record<string, string>;
  pjm: string;
}

export interface Topics {
  topics: Topic[];
  featured: FeaturedAnswer[];
}

export const SERVICES = ['faq', 'recognition', 'signing', 'translation', 'speech'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface Health {
  status: 'ok' | 'degraded';
  services: Record<
    ServiceName,
    { status: 'serving' | 'not_serving' | 'unreachable'; detail: Record<string, unknown> }
  >;
}

export interface GlossMark {
  gloss: string;
  start: number;
  end: number;
  is_fingerspelled: boolean;
  /** Code points of the word of the text that it stands for, where that is certain. */
  text_start?: number;
  text_end?: number;
}

/** Code points of the text, signed from `start` to `end`, seconds. */
export interface TextMark {
  text_start: number;
  text_end: number;
  start: number;
  end: number;
}

export interface Rendition {
  url: string;
  media_type: string;
  width: number;
  height: number;
  frame_rate: number;
}

export interface Clip {
  provenance: 'human' | 'composed' | 'fingerspelled';
  review_status: 'draft' | 'approved';
  /** First what every device plays; then larger and smoother ones, from the lightest to the heaviest. */
  renditions: Rendition[];
  poster: string;
  captions: string;
  /** Seconds. */
  duration: number;
  text_start: number;
  text_end: number;
  marks: GlossMark[];
  text_marks?: TextMark[];
}

export interface Playlist {
  clips: Clip[];
  /** Share of the glosses that are signed, 0 to 1. */
  coverage: number;
  uncovered_words: string[];
  is_draft: boolean;
  text: string;
  glosses: string;
}

/** A word of the read text: code points from `start` to `end`, heard at `seconds`. */
export interface WordMark {
  start: number;
  end: number;
  seconds: number;
}

export interface SpeechFormat {
  sample_rate: number;
  encoding: 'linear16';
  voice: string;
  text: string;
  language: Language;
}

export interface SpeechMarks {
  text: string;
  language: Language;
  voice: string;
  sample_rate: number;
  marks: WordMark[];
}

export interface Sign {
  id: string;
  gloss: string;
  kind: 'static_letter' | 'moving_letter' | 'lexical';
}

/** The body of every error (RFC 9457). */
export interface Problem {
  title: string;
  status: number;
  /** What happened and what to do next, for people. */
  detail: string;
  reason: string;
  request_id?: string;
  /** Seconds. */
  retry_after?: number;
  service?: ServiceName;
}

/** A town's colours, "#rrggbb". */
export interface TownTheme {
  header: string;
  accent: string;
  link: string;
}

/** The town that the page is for. */
export interface Town {
  id: string;
  name: string;
  theme?: TownTheme | null;
}
