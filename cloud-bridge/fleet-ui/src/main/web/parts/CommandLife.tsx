import type { Problem } from '../api/problem.ts';
import type { Command } from '../api/types.ts';
import { formatClock, formatDuration } from '../logic/format.ts';
import { isOver, resultBesideMessage, standing, stepsOf, succeeded } from '../logic/life.ts';
import { now } from '../state/now.ts';
import { Icon } from './Icon.tsx';
import { Json } from './Json.tsx';
import { Notice } from './Notice.tsx';

/** A command on its way, step by step, and then its answer. */
export function CommandLife({ command, problem, live }: { command: Command; problem: Problem | null; live: boolean }) {
  const over = isOver(command);
  return (
    <section class="life" aria-label="What became of it">
      <ol class="steps">
        {stepsOf(command).map((step) => (
          <li key={step.name} class={`step step-${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
            <span class="step-mark" aria-hidden="true">
              {step.state === 'past' && <Icon name="check" />}
              {step.state === 'failed' && <Icon name="cross" />}
            </span>
            <span class="step-name">{step.name}</span>
            <span class="step-time">{step.at ? formatClock(Date.parse(step.at)) : ''}</span>
          </li>
        ))}
      </ol>
      <div class={`answer ${over ? (succeeded(command) ? 'answer-good' : 'answer-bad') : ''}`} role="status">
        <p class="answer-title">
          {standing(command)}
          {over && <Took command={command} />}
        </p>
        {command.message && <p>{command.message}</p>}
        {live && <TimeLeft deadline={command.deadline} />}
        {over && <Json value={resultBesideMessage(command)} label="Result" />}
      </div>
      {problem && <Notice problem={problem} />}
    </section>
  );
}

function Took({ command }: { command: Command }) {
  if (command.doneAt === null) return null;
  const seconds = (Date.parse(command.doneAt) - Date.parse(command.createdAt)) / 1000;
  return <span class="muted"> after {formatDuration(Math.max(0, seconds))}</span>;
}

function TimeLeft({ deadline }: { deadline: string }) {
  const seconds = Math.max(0, Math.round((Date.parse(deadline) - now.value) / 1000));
  return <p class="muted">Expires in {formatDuration(seconds)}.</p>;
}
