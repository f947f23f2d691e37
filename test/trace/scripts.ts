/** Traces that several tests look at, as text. */

/** Two workers of a pool, a semaphore, an RLock, a bounded queue, an event, spans, a timeout and a kill. */
export const MIXED = `
0   -    spawn main
0   main run program
1   main make lock log @main.ts:3:7
1   main make rlock again @main.ts:4:7
1   main make semaphore seats 2 @main.ts:5:7
1   main make queue jobs 1 @main.ts:6:7
1   main make event ready @main.ts:7:7
1   main make pool crew 2 @main.ts:8:7
2   main spawn W-1 worker crew
3   main spawn W-2 worker crew
5   W-1  run worker
6   W-2  run worker
7   main submit crew 1 resize
8   main submit crew 2 resize
9   main submit crew 3 shrink
10  W-1  task crew 1
10  W-2  task crew 2
11  W-1  acquire log @main.ts:20:5
12  W-2  ask acquire log 500 @main.ts:20:5
14  W-1  acquire again
15  W-1  again again
16  W-1  less again
17  W-1  release again
20  W-1  release log
20  W-2  got acquire log
21  W-1  done crew 1
21  W-1  task crew 3
26  W-2  release log
27  W-2  begin load
28  W-2  put jobs
29  W-2  ask put jobs
30  main ask get jobs
33  main got get jobs
33  W-2  got put jobs
35  W-2  end load
36  W-1  done crew 3 failed
36  W-2  done crew 2
37  main submit crew 4 resize
38  W-2  task crew 4
41  W-1  acquire seats
42  W-2  acquire seats
43  main ask acquire seats
44  W-1  release seats
44  W-1  mark here
45  main timeout acquire seats
46  W-2  release seats
47  main ask wait ready
48  W-1  set ready
48  main got wait ready
49  main sleep 5
54  main wake
55  W-2  exit SIGKILL
56  W-1  exit 0
57  main exit 0
58  -    end 0
`;

/** Two processes and a lock. */
export const TWO = `
0  -    spawn main
0  main run program
1  main make lock log @main.ts:3:7
2  main spawn A @main.ts:9:3
3  main spawn B
5  A    run worker
6  B    run worker
`;

/** Goes on from TWO: A holds the lock and is stopped by a debugger; B waits for it, and is stopped three times. */
export const PAUSED = `
  10 A acquire log
  11 A pause
  12 B ask acquire log 500 @main.ts:27:14
  15 B pause
  18 B resume
  22 B pause
  24 A release log
  24 B got acquire log
  26 B resume
  28 B pause
  28 B pause
  29 B exit SIGKILL
  30 A resume
  30 A resume`;

/** Goes on from TWO: B can never go on, which a debugger does not change; A is found stuck while it is stopped. */
export const STUCK_AND_PAUSED = `
  10 A acquire log
  11 B ask acquire log 0 @main.ts:27:14
  12 A ask acquire log 0 @main.ts:28:14
  13 A pause
  14 - hint deadlock certain core A B
  15 B pause
  20 B resume
  21 A resume
  25 B exit 0`;
