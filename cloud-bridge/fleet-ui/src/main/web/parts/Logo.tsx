/** Water going over a sill. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" class="logo-ground" />
      <path
        d="M5 11.5c2.2 0 2.2 1.6 4.4 1.6s2.2-1.6 4.4-1.6c2.6 0 3.2 1.4 3.7 4.2.6 3.4 1 5.3 3.3 5.3 2 0 2-1.6 4-1.6 1.6 0 1.9 1 3.2 1.4"
        class="logo-water"
      />
      <path d="M5 18.2c2.2 0 2.2 1.6 4.4 1.6 1.6 0 2.1-.8 3.1-1.3M5 24.8h22" class="logo-bed" />
    </svg>
  );
}
