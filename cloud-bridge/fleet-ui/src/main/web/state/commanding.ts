import { api } from '../api/client.ts';
import type { Command } from '../api/types.ts';
import { isOver, pollDelayMs } from '../logic/life.ts';

/** Sends a command and waits until it is over. */
export async function commanded(
  serial: string,
  service: string,
  command: string,
  args: Record<string, unknown>,
  deadlineSeconds: number,
): Promise<Command> {
  const start = Date.now();
  let sent = await api.send(serial, { service, command, arguments: args, deadlineSeconds });
  while (!isOver(sent)) {
    await new Promise((resolve) => setTimeout(resolve, pollDelayMs(Date.now() - start)));
    sent = await api.command(sent.id);
  }
  return sent;
}
