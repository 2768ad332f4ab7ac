import type { ComponentChildren } from 'preact';
import type { Command } from '../api/types.ts';
import { isOver, standing, succeeded } from '../logic/life.ts';
import { formatInstant } from '../logic/format.ts';
import { Ago } from './Ago.tsx';
import { Json } from './Json.tsx';
import { State, type Tone } from './State.tsx';

const toneOf = (command: Command): Tone => (!isOver(command) ? 'busy' : succeeded(command) ? 'good' : 'bad');

/** What a device was told before, newest first. */
export function CommandHistory({ commands }: { commands: readonly Command[] }) {
  if (commands.length === 0) return <p class="muted">No command has been sent to this device.</p>;
  const newestFirst = [...commands].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  return (
    <ul class="history">
      {newestFirst.map((command) => (
        <li key={command.id}>
          <details>
            <summary>
              <span class="history-name">
                {command.command}
                <span class="muted"> {command.service}</span>
              </span>
              <State tone={toneOf(command)}>{standing(command)}</State>
              <span class="history-message">{command.message ?? ''}</span>
              <span class="history-when">
                <Ago at={command.createdAt} />
              </span>
            </summary>
            <dl class="history-more">
              <More label="Arguments" value={<Json value={command.arguments} label="Arguments" />} />
              <More label="Answer" value={<Json value={command.result} label="Result" />} />
              <More label="Queued" value={formatInstant(command.createdAt)} />
              <More label="Sent" value={formatInstant(command.sentAt)} />
              <More label="Received" value={formatInstant(command.receivedAt)} />
              <More label="Done" value={formatInstant(command.doneAt)} />
              <More label="Deadline" value={formatInstant(command.deadline)} />
              <More label="Id" value={<code>{command.id}</code>} />
            </dl>
          </details>
        </li>
      ))}
    </ul>
  );
}

function More({ label, value }: { label: string; value: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
