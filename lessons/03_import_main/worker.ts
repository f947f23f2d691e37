export function worker() {
  console.log("工作中");
}
