import { useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { Command } from '../api/types.ts';
import { fieldsOf, initialEntries, readEntries, type Entries } from '../logic/schema.ts';
import type { Choice } from './CommandList.tsx';
import { Notice } from './Notice.tsx';
import { SchemaField } from './SchemaField.tsx';

const DEADLINES: readonly { seconds: number; label: string }[] = [
  { seconds: 30, label: '30 seconds' },
  { seconds: 300, label: '5 minutes' },
  { seconds: 3_600, label: '1 hour' },
  { seconds: 86_400, label: '1 day' },
];

/** A form made from the argument schema that the service announced. */
export function CommandForm({
  serial,
  choice: { service, command },
  online,
  onSent,
}: {
  serial: string;
  choice: Choice;
  online: boolean;
  onSent: (command: Command) => void;
}) {
  const fields = useMemo(() => fieldsOf(command.schema), [command.schema]);
  const [entries, setEntries] = useState<Entries>(() => initialEntries(fields));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [deadline, setDeadline] = useState(30);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const read = readEntries(fields, entries);
    setErrors(read.ok ? {} : read.errors);
    if (!read.ok) {
      const first = fields.find((field) => read.errors[field.name] !== undefined);
      form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first?.name ?? '')}"]`)?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      onSent(
        await api.send(serial, {
          service: service.name,
          command: command.name,
          arguments: read.value,
          deadlineSeconds: deadline,
        }),
      );
    } catch (caught) {
      const refused = asProblem(caught);
      setProblem(refused);
      if (refused?.field) setErrors({ [refused.field]: refused.what });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form ref={form} class="command-form" noValidate onSubmit={(e) => void submit(e)} aria-labelledby="command-title">
      <h2 id="command-title">
        {command.name} <span class="muted command-of">{service.name}</span>
      </h2>
      {command.description && <p class="command-about">{command.description}</p>}
      {fields.length === 0 && <p class="muted">This command takes no arguments.</p>}
      {fields.map((field) => (
        <SchemaField
          key={field.name}
          field={field}
          entry={entries[field.name] ?? ''}
          error={errors[field.name]}
          onChange={(entry) => setEntries((old) => ({ ...old, [field.name]: entry }))}
        />
      ))}
      <div class="command-send">
        <div class="field field-inline">
          <label class="field-label" for="deadline">
            Valid for
          </label>
          <select id="deadline" value={deadline} onChange={(e) => setDeadline(Number(e.currentTarget.value))}>
            {DEADLINES.map((d) => (
              <option key={d.seconds} value={d.seconds}>
                {d.label}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="button button-primary" aria-disabled={busy}>
          {busy ? 'Sending…' : 'Send'}
        </button>
        {!online && <p class="muted">The device is offline: it gets the command if it comes back in time.</p>}
      </div>
      {problem && <Notice problem={problem} />}
    </form>
  );
}
