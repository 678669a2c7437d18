// A program for tests: answers attach with a small snapshot, and does as it is told.
import { END, ENTITY, EV, SEND, SNAPSHOT, STATUS, VALUE } from "../../src/protocol/kinds.js";
import { RecordWriter } from "../../src/protocol/record.js";

export const hi = (kind, reuse = 0) => ((kind << 24) | reuse) >>> 0;
const SUBSCRIPTION = hi(ENTITY.SUBSCRIPTION);

export class FakeProgram {
    constructor() {
        this.attached = [];
        this.detached = [];
        this.commands = [];
        this.acked = [];
        this.batches = 0;
        this.time = 1000;
        this.sent = 0;
        this.writer = new RecordWriter();
        /** Told to every reader that attaches; override for more than one slice. */
        this.onAttach = (reader) => this.link.snapshot(reader, this.snapshot(), true);
        this.onCommand = (reader, { request }) => this.link.reply(reader, request, STATUS.OK, "");
    }

    start(link, info) {
        this.link = link;
        this.info = info;
    }

    attach(reader) {
        this.attached.push(reader);
        this.onAttach(reader);
    }

    detach(reader) {
        this.detached.push(reader);
    }

    command(reader, command) {
        this.commands.push(command);
        this.onCommand(reader, command);
    }

    ack(batch) {
        this.acked.push(batch);
    }

    record(kind, flags, lo, hiHalf, fields = () => {}, writer = this.writer) {
        writer.start(kind, flags, this.time++, 0, lo, hiHalf);
        fields(writer);
        writer.end();
        return this;
    }

    snapshotMark(code, writer = this.writer) {
        return this.record(EV.SNAPSHOT, code, 0, 0, (w) => w.num(0), writer);
    }

    sourceStart(writer = this.writer) {
        return this.record(EV.SOURCE_START, 0, process.pid, 0, (w) => {
            w.num(Date.now() * 1e6);
            w.text(this.info.name);
        }, writer).record(EV.SOURCE_INFO, 3, process.pid, 0, (w) => w.text("node"), writer);
    }

    /** Bytes of a whole snapshot, with one living subscription of one observable. */
    snapshot() {
        const writer = new RecordWriter();
        this.sourceStart(writer);
        this.record(EV.STRING, 0, 1, 0, (w) => w.text("interval"), writer);
        this.snapshotMark(SNAPSHOT.BEGIN, writer);
        this.record(EV.OBSERVABLE_CREATE, 0, 1, hi(ENTITY.OBSERVABLE), (w) => {
            w.parent(0, 0);
            w.num(0);
            w.named(1, 0, 0);
        }, writer);
        this.subscribe(1, writer);
        this.snapshotMark(SNAPSHOT.END, writer);
        return writer.bytes();
    }

    subscribe(slot, writer = this.writer) {
        return this.record(EV.SUBSCRIBE_CALL, 0, slot, SUBSCRIPTION, (w) => {
            w.parent(0, 0);
            w.ref(1, hi(ENTITY.OBSERVABLE));
            w.num(0);
            w.named(0, 0, 0);
        }, writer).record(EV.SUBSCRIBE_RETURN, 0, slot, SUBSCRIPTION, undefined, writer);
    }

    unsubscribe(slot) {
        return this.record(EV.UNSUBSCRIBE_CALL, END.UNSUBSCRIBED, slot, SUBSCRIPTION)
            .record(EV.UNSUBSCRIBE_RETURN, 0, slot, SUBSCRIPTION);
    }

    send(slot, text = "value", flags = SEND.NEXT) {
        const id = ++this.sent;
        return this.record(EV.SEND_CALL, flags, id, hi(ENTITY.SEND), (w) => {
            w.ref(slot, SUBSCRIPTION);
            w.value({ type: VALUE.STRING, text, full: text.length, number: 0 });
        }).record(EV.SEND_RETURN, 0, id, hi(ENTITY.SEND));
    }

    call(slot, arg) {
        const id = ++this.sent;
        return this.record(EV.ARG_CALL, 0, id, hi(ENTITY.ARG_CALL), (w) => {
            w.parent(slot, SUBSCRIPTION);
            w.ref(arg, hi(ENTITY.ARG));
        }).record(EV.ARG_RETURN, 0, id, hi(ENTITY.ARG_CALL), (w) => {
            w.ref(0, 0);
            w.value({ type: VALUE.NONE, text: "", full: 0, number: 0 });
        });
    }

    log(text) {
        return this.record(EV.LOG, 0, 0, 0, (w) => w.text(text));
    }

    /** Hands out what was recorded. */
    batch() {
        this.link.batch(++this.batches, this.writer.bytes());
        this.writer.clear();
    }
}
