import { choiceLabel, type Field } from '../logic/schema.ts';

/** One argument: its input, what it may be, and what is wrong with it. */
export function SchemaField({
  field,
  entry,
  error,
  scope = 'argument',
  onChange,
}: {
  field: Field;
  entry: string | boolean;
  error: string | undefined;
  /** Sets it apart from a field of the same name in another form of the page. */
  scope?: string;
  onChange: (entry: string | boolean) => void;
}) {
  const id = `${scope}-${field.name}`;
  const described = [field.hint !== '' ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((s) => s !== '').join(' ');
  const common: Common = {
    id,
    name: field.name,
    'aria-required': field.required,
    'aria-invalid': error !== undefined,
    'aria-describedby': described === '' ? undefined : described,
  };
  return (
    <div class={`field ${field.kind === 'boolean' ? 'field-check' : ''}`}>
      <label class="field-label" for={id}>
        {field.label}
        {!field.required && field.kind !== 'boolean' && <span class="muted"> optional</span>}
      </label>
      {input(field, entry, onChange, common)}
      {field.hint !== '' && (
        <p class="field-hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {field.label} {error}
        </p>
      )}
    </div>
  );
}

interface Common {
  id: string;
  name: string;
  'aria-required': boolean;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

function input(
  field: Field,
  entry: string | boolean,
  onChange: (entry: string | boolean) => void,
  common: Common,
) {
  const text = String(entry);
  switch (field.kind) {
    case 'boolean':
      return <input {...common} type="checkbox" checked={entry === true} onChange={(e) => onChange(e.currentTarget.checked)} />;
    case 'choice':
      return (
        <select {...common} value={text} onChange={(e) => onChange(e.currentTarget.value)}>
          <option value="">{field.required ? 'Choose…' : 'Not given'}</option>
          {field.choices.map((choice, i) => (
            <option key={i} value={String(i)}>
              {choiceLabel(choice)}
            </option>
          ))}
        </select>
      );
    case 'number':
    case 'integer':
      return (
        <input
          {...common}
          type="text"
          inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
          autocomplete="off"
          value={text}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'json':
      return (
        <textarea
          {...common}
          class="mono"
          rows={4}
          spellcheck={false}
          placeholder={field.schema.type === 'array' ? '[]' : '{}'}
          value={text}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'text':
      return (
        <input {...common} type="text" autocomplete="off" spellcheck={false} value={text} onInput={(e) => onChange(e.currentTarget.value)} />
      );
  }
}
