import { useMemo, useState } from 'preact/hooks';
import { asProblem, Problem } from '../api/problem.ts';
import type { Configuration } from '../api/types.ts';
import { changesOf, resultOf, schemaOf } from '../logic/deployment.ts';
import { fieldsOf, initialEntries, readEntries, type Entries } from '../logic/schema.ts';
import { commanded } from '../state/commanding.ts';
import { Notice } from './Notice.tsx';
import { SchemaField } from './SchemaField.tsx';

const PATIENCE_S = 60;

/** What one plugin can be told by configuration, and the states it had before. */
export function ConfigurationForm({
  serial,
  configuration,
  onDone,
}: {
  serial: string;
  configuration: Configuration;
  onDone: () => void;
}) {
  const { pid, problem: wrong, revisions } = configuration;
  const fields = useMemo(() => fieldsOf(schemaOf(configuration)), [configuration]);
  const before = useMemo(() => initialEntries(fields), [fields]);
  const [edited, setEdited] = useState<Entries>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [revision, setRevision] = useState('');
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<{ good: boolean; text: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const entries = { ...before, ...edited };

  const ask = async (command: string, args: Record<string, unknown>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setResult(null);
    setProblem(null);
    try {
      const { good, text } = resultOf(await commanded(serial, 'config', command, { pid, ...args }, PATIENCE_S));
      setResult({ good, text: good ? 'The plugin runs with it.' : text });
      if (good) setEdited({});
      onDone();
    } catch (caught) {
      setProblem(asProblem(caught));
    } finally {
      setBusy(false);
    }
  };

  const save = (event: Event): void => {
    event.preventDefault();
    const read = readEntries(fields, entries);
    setErrors(read.ok ? {} : read.errors);
    if (!read.ok) return;
    const named: Entries = {};
    for (const field of fields) {
      const entry = before[field.name] ?? '';
      named[field.name] = field.kind === 'choice' && entry !== '' ? String(field.choices[Number(entry)]) : entry;
    }
    const values = changesOf(named, read.value);
    if (Object.keys(values).length > 0) void ask('Set', { values });
  };

  return (
    <form class="command-form" noValidate onSubmit={save} aria-label={`Configuration ${pid}`}>
      <h2>
        {configuration.title} <span class="muted command-of">{pid}</span>
      </h2>
      {wrong !== '' && <Notice problem={new Problem(-1, wrong, 'Correct it here or in the file on the gateway.')} />}
      {fields.map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          entry={entries[field.name] ?? ''}
          error={errors[field.name]}
          scope={pid}
          onChange={(entry) => setEdited((old) => ({ ...old, [field.name]: entry }))}
        />
      ))}
      <div class="command-send">
        <button type="submit" class="button button-primary" aria-disabled={busy}>
          {busy ? 'Waiting for the plugin…' : 'Save'}
        </button>
        {revisions.length > 0 && (
          <>
            <select aria-label="Earlier state" value={revision} onChange={(e) => setRevision(e.currentTarget.value)}>
              <option value="">the state before</option>
              {[...revisions].reverse().map((one) => (
                <option key={one.revision} value={String(one.revision)}>
                  {one.revision}, until {new Date(one.at).toLocaleString()}
                </option>
              ))}
            </select>
            <button
              type="button"
              class="button"
              aria-disabled={busy}
              onClick={() => void ask('Rollback', revision === '' ? {} : { revision: Number(revision) })}
            >
              Go back
            </button>
          </>
        )}
      </div>
      {result && (
        <div class={`answer ${result.good ? 'answer-good' : 'answer-bad'}`} role="status">
          <p>{result.text}</p>
        </div>
      )}
      {problem && <Notice problem={problem} />}
    </form>
  );
}
