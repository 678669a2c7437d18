/**
 * error.js - the other side, or a caller, does not keep to rxscope-protocol(5).
 */
import { STATUS } from "./kinds.js";

/** Why a connection ends: `status` is what the bye says, the message is for people and quotes nothing of theirs. */
export class ProtocolError extends Error {
    /** @param {number} status STATUS @param {string} message */
    constructor(status, message) {
        super(message);
        this.name = "ProtocolError";
        this.status = status;
    }
}

/** Bytes that contradict themselves. */
export class FormatError extends ProtocolError {
    /** @param {string} message */
    constructor(message) {
        super(STATUS.FORMAT, message);
        this.name = "FormatError";
    }
}
