import icon from '../icon.svg';

/** Water going over a sill. */
export function Logo() {
  return <img class="logo" src={icon} width="24" height="24" alt="" />;
}
