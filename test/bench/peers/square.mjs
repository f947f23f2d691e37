// What the workers of piscina and tinypool run.
export default (n) => n * n;
