// An object goes through a queue and comes out with its methods.
import { currentProcess, isMainProcess, Process, Queue } from "@interleave/runtime";

class Customer {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  introduce() {
    console.log(`当前进程名字: ${currentProcess().name},当前实例化初始名字:${this.name}`);
  }
}

async function worker(customers: Queue<Customer>) {
  const customer = await customers.get();
  customer.introduce();
}

if (isMainProcess) {
  const customers = new Queue<Customer>(0, { name: "customers" });

  // Started with the queue still empty: the child waits in get().
  const child = new Process({ target: worker, args: [customers] });
  child.start();

  await customers.put(new Customer("Mrs Suk"));
  customers.close();
  await customers.joinThread();
  await child.join();
}
