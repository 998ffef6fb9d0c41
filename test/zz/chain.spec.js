import probe from "simulator:probe";
class A { init(a,b,c,d,e) { this.deep(); } deep() {} }
class B extends A {}
class C extends B {}
class D extends C {}
class E extends D { constructor(a, b, c, d) { super(); this.init(a, b, c, d, 5); } }
class B2 extends A { constructor() { super(); } }
class C2 extends B2 { constructor() { super(); } }
class D2 extends C2 { constructor() { super(); } }
class E2 extends D2 { constructor(a, b, c, d) { super(); this.init(a, b, c, d, 5); } }
class E3 extends A { constructor(a, b, c, d) { super(); this.init(a, b, c, d, 5); } }
class F { init() { } }
class E4 extends F { constructor(a, b, c, d) { super(); this.init(a, b, c, d, 5); } }
function line(n, s) { trace(s, " ", n, "\n"); }
describe("chain", () => { it("x", () => {
	probe.peakStack(); line(probe.peakStack(), "nothing");
	probe.peakStack(); new E(1, 2, 3, 4); line(probe.peakStack(), "default x3");
	probe.peakStack(); new E2(1, 2, 3, 4); line(probe.peakStack(), "explicit x3");
	probe.peakStack(); new E3(1, 2, 3, 4); line(probe.peakStack(), "none between");
	probe.peakStack(); new E4(1, 2, 3, 4); line(probe.peakStack(), "shallow init");
}); });
