declare module '*.css';

/** A picture: its address, relative to the page. */
declare module '*.svg' {
  const address: string;
  export default address;
}
