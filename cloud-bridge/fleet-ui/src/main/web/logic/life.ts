import type { Command } from '../api/types.ts';

export interface Step {
  name: string;
  at: string | null;
  state: 'past' | 'now' | 'ahead' | 'failed';
}

/** A command's way, step by step, for one that ended well, badly, late, or not yet. */
export function stepsOf(command: Command): Step[] {
  const ended = isOver(command);
  const steps: Step[] = [
    { name: 'Queued', at: command.createdAt, state: 'past' },
    { name: 'Sent', at: command.sentAt, state: command.sentAt ? 'past' : 'ahead' },
    { name: 'Received', at: command.receivedAt, state: command.receivedAt ? 'past' : 'ahead' },
    {
      name: command.state === 'expired' ? 'Expired' : 'Done',
      at: command.doneAt ?? (command.state === 'expired' ? command.deadline : null),
      state: !ended ? 'ahead' : succeeded(command) ? 'past' : 'failed',
    },
  ];
  if (!ended) {
    const next = steps.find((step) => step.state === 'ahead');
    if (next) next.state = 'now';
  }
  return steps;
}

export const isOver = (c: Command): boolean => c.state === 'done' || c.state === 'expired';

export const succeeded = (c: Command): boolean => c.state === 'done' && (c.status ?? 'ok') === 'ok';

const WORDS: Record<string, string> = {
  ok: 'Done',
  refused: 'Refused by the service',
  invalid: 'Arguments do not fit',
  failed: 'Failed',
  timeout: 'No answer in time',
  unknown_command: 'The service does not know this command',
  unknown_service: 'There is no such service on the device',
  expired: 'Expired before it could run',
  busy: 'The service is busy',
  duplicate: 'Already answered',
};

/** How a command stands, in a few words. */
export function standing(command: Command): string {
  if (command.state === 'expired') return WORDS['expired'] ?? '';
  if (command.state === 'done') return WORDS[command.status ?? 'ok'] ?? command.status ?? 'Done';
  return { queued: 'Waiting to be sent', sent: 'On its way', received: 'Running on the device' }[command.state];
}

/** The result, unless it only says the message once more. */
export function resultBesideMessage({ message, result }: Command): unknown {
  const repeats = JSON.stringify(result) === JSON.stringify({ message });
  return repeats ? null : result;
}

/** How long to wait before asking again: quick while a person watches, slower when it takes long. */
export function pollDelayMs(ageMs: number): number {
  return ageMs < 5_000 ? 300 : ageMs < 30_000 ? 1_000 : 3_000;
}
