/** A worker's code, bundled, as text. */
declare module "worker:*" {
  const source: string;
  export default source;
}
