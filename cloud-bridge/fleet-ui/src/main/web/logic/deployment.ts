import type { Command, Configuration, ConfigurationKey } from '../api/types.ts';
import type { JsonSchema } from '../api/types.ts';
import { succeeded } from './life.ts';
import type { Entries } from './schema.ts';

/** A part of a package, as one command carries it: with base64 and its frame it stays under the fleet's 64 KiB. */
export const CHUNK_BYTES = 45_000;

/** How far a deployment is, as the gateway tells it in the series "weir:deploy". */
export interface Progress {
  plugin: string;
  phase: string;
  percent: number;
  bytes: number;
  totalBytes: number;
  secondsLeft: number;
  candidate: string;
  current: string;
  outcome: string;
}

/** The newest word on the package with this hash; null while there is none. */
export function newestOf(told: readonly unknown[], sha256: string): Progress | null {
  for (let i = told.length - 1; i >= 0; i--) {
    const one = parsed(told[i]);
    if (one && (one.candidate === sha256 || (one.candidate === '' && one.current === sha256))) return one;
  }
  return null;
}

function parsed(value: unknown): Progress | null {
  try {
    return JSON.parse(String(value)) as Progress;
  } catch {
    return null;
  }
}

const STEPS: Record<string, string> = {
  RECEIVING: 'On its way to the gateway',
  STAGED: 'Staged',
  VERIFIED: 'Verified',
  STARTING: 'Starting',
  WATCHED: 'Running, and watched until it has published',
  ROLLING_BACK: 'Going back to the version before',
  SETTLED: 'Settled',
};

export const stepWords = (phase: string): string => STEPS[phase] ?? phase;

/** What came of a deployment, in one sentence. */
export function resultOf(command: Command): { good: boolean; text: string } {
  const text = command.message || (command.state === 'expired' ? 'The gateway did not take it in time.' : (command.status ?? ''));
  return { good: succeeded(command), text };
}

/** Cuts a package into parts. */
export function chunksOf(size: number): { offset: number; end: number }[] {
  const chunks = [];
  for (let offset = 0; offset < size; offset += CHUNK_BYTES) {
    chunks.push({ offset, end: Math.min(size, offset + CHUNK_BYTES) });
  }
  return chunks;
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const TYPES: Record<string, string> = { integer: 'integer', number: 'number', boolean: 'boolean' };

/** The form of a configuration, in the words of the forms that commands have. */
export function schemaOf(configuration: Configuration): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const key of configuration.keys) {
    const schema: JsonSchema = { type: TYPES[key.type] ?? 'string', default: presetOf(key) };
    const preset = key.default === '' ? '' : `default ${key.default}`;
    schema.description = [key.doc, preset].filter((s) => s !== '').join(' · ');
    if (key.choices.length > 0) schema.enum = key.choices;
    properties[key.key] = schema;
  }
  return { type: 'object', properties };
}

function presetOf(key: ConfigurationKey): unknown {
  const value = key.value === '' ? key.default : key.value;
  return key.type === 'boolean' ? value === 'true' : value;
}

/** The keys that a person has changed, as text; what was emptied goes back to its default. */
export function changesOf(before: Entries, read: Record<string, unknown>): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const [key, was] of Object.entries(before)) {
    const now = read[key] === undefined ? '' : String(read[key]);
    if (now !== String(was)) changes[key] = now;
  }
  return changes;
}
