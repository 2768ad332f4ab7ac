import type { JsonSchema } from '../api/types.ts';

export type FieldKind = 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'json';

/** One line of a command's form, made from a property of its argument schema. */
export interface Field {
  name: string;
  kind: FieldKind;
  label: string;
  hint: string;
  required: boolean;
  schema: JsonSchema;
  choices: readonly unknown[];
}

/** What a person has put into each field: text for all but a boolean. */
export type Entries = Record<string, string | boolean>;

export type Outcome = { ok: true; value: Record<string, unknown> } | { ok: false; errors: Record<string, string> };

/** The fields of an argument schema, required ones first, otherwise in the order announced. */
export function fieldsOf(schema: JsonSchema | null | undefined): Field[] {
  const required = new Set(schema?.required ?? []);
  const fields = Object.entries(schema?.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, required.has(name)),
  );
  return fields.sort((a, b) => Number(b.required) - Number(a.required));
}

function fieldOf(name: string, schema: JsonSchema, required: boolean): Field {
  const kind = kindOf(schema);
  return {
    name,
    kind,
    label: schema.title || name,
    hint: [schema.description ?? '', limitsOf(schema, kind)].filter((s) => s !== '').join(' · '),
    required,
    schema,
    choices: schema.enum ?? [],
  };
}

function typesOf(schema: JsonSchema): string[] {
  return Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : [];
}

function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum && schema.enum.length > 0) return 'choice';
  const types = typesOf(schema).filter((t) => t !== 'null');
  if (types.length !== 1) return 'json';
  switch (types[0]) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'integer':
      return 'integer';
    case 'boolean':
      return 'boolean';
    default:
      return 'json';
  }
}

function limitsOf(s: JsonSchema, kind: FieldKind): string {
  if (kind === 'json') return 'as JSON';
  if (kind === 'text') {
    if (s.minLength !== undefined && s.maxLength !== undefined) return `${s.minLength} to ${s.maxLength} characters`;
    if (s.maxLength !== undefined) return `at most ${s.maxLength} characters`;
    if (s.minLength) return `at least ${s.minLength} characters`;
    return '';
  }
  if (kind !== 'number' && kind !== 'integer') return '';
  const whole = kind === 'integer' ? 'a whole number' : '';
  const low = s.minimum ?? s.exclusiveMinimum;
  const high = s.maximum ?? s.exclusiveMaximum;
  if (low !== undefined && high !== undefined) {
    const open = s.minimum === undefined || s.maximum === undefined;
    return `${whole} ${open ? `between ${low} and ${high}` : `${low} to ${high}`}`.trim();
  }
  if (low !== undefined) return `${whole} ${s.minimum === undefined ? 'above' : 'at least'} ${low}`.trim();
  if (high !== undefined) return `${whole} ${s.maximum === undefined ? 'below' : 'at most'} ${high}`.trim();
  return whole;
}

/** What the form starts with: the announced defaults. */
export function initialEntries(fields: readonly Field[]): Entries {
  const entries: Entries = {};
  for (const field of fields) entries[field.name] = initialEntry(field);
  return entries;
}

function initialEntry({ kind, schema, choices, required }: Field): string | boolean {
  const preset = schema.default;
  if (kind === 'boolean') return preset === true;
  if (kind === 'choice') {
    const at = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(preset));
    if (at >= 0) return String(at);
    return required && choices.length === 1 ? '0' : '';
  }
  if (preset === undefined || preset === null) return '';
  return kind === 'json' ? JSON.stringify(preset, null, 2) : String(preset);
}

/** Reads the form: the argument record, or what is wrong with which field. An empty optional field is left out. */
export function readEntries(fields: readonly Field[], entries: Entries): Outcome {
  const value: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const entry = entries[field.name] ?? '';
    if (field.kind === 'boolean') {
      value[field.name] = entry === true;
      continue;
    }
    const text = String(entry);
    const blank = field.kind === 'text' ? text === '' : text.trim() === '';
    if (blank) {
      // an empty text may be meant, where the schema does not ask for more
      if (field.required && field.kind === 'text' && field.schema.minLength === 0) value[field.name] = '';
      else if (field.required) errors[field.name] = 'is needed';
      continue;
    }
    const read = readField(field, text);
    if ('error' in read) errors[field.name] = read.error;
    else value[field.name] = read.value;
  }
  return Object.keys(errors).length === 0 ? { ok: true, value } : { ok: false, errors };
}

type Read = { value: unknown } | { error: string };

function readField(field: Field, text: string): Read {
  switch (field.kind) {
    case 'choice':
      return { value: field.choices[Number(text)] };
    case 'number':
    case 'integer':
      return readNumber(field, text);
    case 'text':
      return readText(field.schema, text);
    case 'json':
      return readJson(field.schema, text);
    case 'boolean':
      return { value: text === 'true' };
  }
}

function readNumber({ kind, schema: s }: Field, text: string): Read {
  const n = Number(text.trim().replace(',', '.'));
  if (!Number.isFinite(n)) return { error: `must be a number, was "${text.trim()}"` };
  if (kind === 'integer' && !Number.isInteger(n)) return { error: `must be a whole number, was ${n}` };
  if (kind === 'integer' && !Number.isSafeInteger(n)) return { error: `is too large to be sent exactly: ${text.trim()}` };
  if (s.minimum !== undefined && n < s.minimum) return { error: `must be at least ${s.minimum}, was ${n}` };
  if (s.maximum !== undefined && n > s.maximum) return { error: `must be at most ${s.maximum}, was ${n}` };
  if (s.exclusiveMinimum !== undefined && n <= s.exclusiveMinimum) return { error: `must be above ${s.exclusiveMinimum}, was ${n}` };
  if (s.exclusiveMaximum !== undefined && n >= s.exclusiveMaximum) return { error: `must be below ${s.exclusiveMaximum}, was ${n}` };
  return { value: n };
}

function readText(s: JsonSchema, text: string): Read {
  const length = [...text].length;
  if (s.minLength !== undefined && length < s.minLength) return { error: `must have at least ${s.minLength} characters, has ${length}` };
  if (s.maxLength !== undefined && length > s.maxLength) return { error: `must have at most ${s.maxLength} characters, has ${length}` };
  if (s.pattern !== undefined && !patternOf(s.pattern).test(text)) return { error: `must fit ${s.pattern}` };
  return { value: text };
}

/** A pattern as JSON Schema means it; one that cannot be read here fits all, the service checks again. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return /(?:)/;
  }
}

function readJson(s: JsonSchema, text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (caught) {
    return { error: `is not JSON: ${caught instanceof Error ? caught.message : 'cannot be read'}` };
  }
  const wanted = typesOf(s);
  const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const fits = wanted.length === 0 || wanted.includes(found) || (found === 'number' && wanted.includes('integer'));
  return fits ? { value } : { error: `must be JSON of type ${wanted.join(' or ')}, was ${found}` };
}

/** A choice as it is shown. */
export function choiceLabel(choice: unknown): string {
  return typeof choice === 'string' ? choice : JSON.stringify(choice);
}
