import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

let firstPage = true;

/** The heading of a page. Takes the focus when the page is come to, so that a screen reader says where it is. */
export function PageTitle({ children, name }: { children: ComponentChildren; name?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const words = name ?? heading.current?.textContent ?? '';
    document.title = words === '' ? 'Weir fleet' : `${words} · Weir fleet`;
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, [name]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
