import { useState } from 'preact/hooks';
import { AWAY } from '../api/problem.ts';
import type { Command, Service } from '../api/types.ts';
import { byUse } from '../logic/catalogue.ts';
import { isOver } from '../logic/life.ts';
import { CommandForm } from '../parts/CommandForm.tsx';
import { CommandHistory } from '../parts/CommandHistory.tsx';
import { CommandLife } from '../parts/CommandLife.tsx';
import { CommandList, type Choice } from '../parts/CommandList.tsx';
import { Notice } from '../parts/Notice.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { useFollowed } from '../state/followed.ts';
import { useHistory } from '../state/history.ts';

/** What a device can be told to do: choose, fill in, send, and see what came of it. */
export function CommandsTab({
  serial,
  services,
  online,
}: {
  serial: string;
  services: readonly Service[];
  online: boolean;
}) {
  const choices = byUse(services).flatMap((service) =>
    (service.commands ?? []).map((command): Choice => ({ service, command })),
  );
  const [chosen, setChosen] = useState('');
  const choice = choices.find((c) => keyOf(c) === chosen) ?? choices[0];
  const history = useHistory(serial);
  const [sent, setSent] = useState<Command | null>(null);
  const followed = useFollowed(sent, () => history.refresh());

  return (
    <section class="commands" aria-label="Commands">
      {choice === undefined ? (
        <div class="empty">
          <p class="empty-title">Nothing to command</p>
          <p>No service of this device has announced a command.</p>
        </div>
      ) : (
        <div class="command-desk">
          <CommandList choices={choices} chosen={choice} keyOf={keyOf} onChoose={(c) => setChosen(keyOf(c))} />
          <div class="panel">
            <CommandForm
              key={keyOf(choice)}
              serial={serial}
              choice={choice}
              online={online}
              onSent={(command) => {
                setSent(command);
                history.refresh();
              }}
            />
            {followed.command && (
              <CommandLife command={followed.command} problem={followed.problem} live={!isOver(followed.command)} />
            )}
          </div>
        </div>
      )}
      <h2 class="group-title">History</h2>
      {history.problem && history.problem.status !== AWAY && <Notice problem={history.problem} retry={history.refresh} since={history.at} />}
      {history.data === null && !history.problem && <Skeleton rows={2} label="Earlier commands are being fetched" />}
      {history.commands && <CommandHistory commands={history.commands} />}
      {history.more && (
        <p class="more">
          <button type="button" class="button" onClick={() => void history.showOlder()}>
            Show older commands
          </button>
        </p>
      )}
    </section>
  );
}

const keyOf = ({ service, command }: Choice): string => `${service.name}/${command.name}`;
