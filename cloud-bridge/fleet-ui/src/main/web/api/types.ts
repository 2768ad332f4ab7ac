/** What the fleet's REST API says, as it says it. Times are RFC 3339 text; in point columns they are epoch seconds. */

export interface DeviceSummary {
  serial: string;
  online: boolean;
  lastSeen: string | null;
  /** Newest stored record against now. */
  lagSeconds: number | null;
  backlogRecords: number | null;
  backlogAgeSeconds: number | null;
  /** Records that were lost, each with a tombstone that says why. */
  gapRecords: number | null;
  /** Records in whose place summaries of a minute are stored, and how many those are. */
  thinnedRecords?: number;
  thinnedPoints?: number;
  records: number | null;
  agentVersion: string | null;
  clockOffsetSeconds: number | null;
}

export interface DeclaredMetric {
  name: string;
  unit?: string | null;
  type?: string | null;
  dataType?: string | null;
}

export interface DeclaredCommand {
  name: string;
  description?: string | null;
  schema?: JsonSchema | null;
}

export interface Service {
  name: string;
  state: string;
  reason?: string | null;
  title?: string | null;
  version?: string | null;
  metrics?: DeclaredMetric[] | null;
  commands?: DeclaredCommand[] | null;
  /** What the deployer says is deployed. */
  plugins?: DeployedPlugin[] | null;
  /** How plugins can be configured, and how they are. */
  configurations?: Configuration[] | null;
}

export interface DeployedPlugin {
  plugin: string;
  currentVersion: string;
  phase: string;
  source: string;
  outcome: string;
}

export interface ConfigurationKey {
  key: string;
  type: string;
  default: string;
  choices: string[];
  doc: string;
  value: string;
}

export interface Configuration {
  pid: string;
  title: string;
  keys: ConfigurationKey[];
  /** What is wrong with the file on the gateway, or "". */
  problem: string;
  /** The states it had before, with the end of each in milliseconds since 1970. */
  revisions: { revision: number; at: number }[];
}

/** What was lost for one kind of reason. */
export interface Loss {
  reason: string;
  gaps: number;
  records: number;
  from: string | null;
  to: string | null;
}

export interface Device extends DeviceSummary {
  services: Service[];
  losses?: Loss[];
}

/** A stream of dense samples; samples, first and last are those of its newest frame. */
export interface Signal {
  name: string;
  channels: { key: string; unit: string }[];
  frames: number;
  intervalSeconds: number;
  samples: number;
  first: string;
  last: string;
}

export type SeriesKind = 'number' | 'text' | 'bool' | 'data';

export interface Series {
  name: string;
  unit: string | null;
  kind: SeriesKind;
  metricType?: string | null;
  first: string | null;
  last: string | null;
  count: number;
  latest: number | string | boolean | null;
}

export interface Span {
  /** Epoch seconds. */
  from: number;
  to: number;
}

export interface Gap extends Span {
  records: number;
  reason: string;
}

interface PointsCommon {
  name: string;
  unit: string | null;
  gaps?: (Omit<Gap, 'from' | 'to'> & { from: number | string; to: number | string })[];
  /** Times in which only minimum, maximum and mean a minute were kept. */
  thinned?: { from: number | string; to: number | string; records?: number }[];
}

export interface RawPoints extends PointsCommon {
  mode: 'raw';
  t: number[];
  v: (number | string | boolean | null)[];
  /** Quality of each: 0 good, 1 uncertain, 2 bad. Not there when all are good. */
  q?: number[];
  /** Texts only: just the changes are left, or just the newest. */
  shortened?: boolean;
}

export interface BucketPoints extends PointsCommon {
  mode: 'buckets';
  /** Seconds that each bucket lasts. */
  width?: number;
  /** The beginnings of the buckets; those without a number are left out. */
  t: number[];
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  count: number[];
}

export type Points = RawPoints | BucketPoints;

export type CommandState = 'queued' | 'sent' | 'received' | 'done' | 'expired';

export interface Command {
  id: string;
  serial: string;
  service: string;
  command: string;
  arguments: unknown;
  state: CommandState;
  status: string | null;
  message: string | null;
  result: unknown;
  createdAt: string;
  sentAt: string | null;
  receivedAt: string | null;
  doneAt: string | null;
  deadline: string;
}

/** The part of JSON Schema that an argument record announces. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  items?: JsonSchema;
}
