import type { DeclaredCommand, Service } from '../api/types.ts';

export interface Choice {
  service: Service;
  command: DeclaredCommand;
}

/** The commands of a device, by service. */
export function CommandList({
  choices,
  chosen,
  keyOf,
  onChoose,
}: {
  choices: readonly Choice[];
  chosen: Choice;
  keyOf: (choice: Choice) => string;
  onChoose: (choice: Choice) => void;
}) {
  const services = [...new Set(choices.map((c) => c.service))];
  return (
    <nav class="command-list" aria-label="Commands by service">
      {services.map((service) => (
        <div key={service.name} class="command-group">
          <p class="command-service" id={`service-${service.name}`}>
            {service.title || service.name}
          </p>
          <ul aria-labelledby={`service-${service.name}`}>
            {choices
              .filter((c) => c.service === service)
              .map((c) => (
                <li key={c.command.name}>
                  <button
                    type="button"
                    aria-current={keyOf(c) === keyOf(chosen) ? 'true' : undefined}
                    onClick={() => onChoose(c)}
                  >
                    {c.command.name}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
