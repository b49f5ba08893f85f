CREATE TABLE documents (
    document_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    media_type VARCHAR,
    size_bytes BIGINT NOT NULL,
    archive_path VARCHAR NOT NULL,
    document_state VARCHAR NOT NULL,
    problem VARCHAR,
    report_count INTEGER NOT NULL,
    attached_to VARCHAR,
    link VARCHAR,
    agency_code VARCHAR,
    fetched_on DATE,
    version INTEGER NOT NULL,
    in_force BOOLEAN NOT NULL
);

COMMENT ON TABLE documents IS
    '收到的文件，一份一行；内容相同者 document_id 相同 / Documents received, one row each; equal bytes share a document_id';
COMMENT ON COLUMN documents.document_id IS
    '文件内容的 sha256；未能收取的为空串 / sha256 of the bytes, an empty text for what could not be collected';
COMMENT ON COLUMN documents.source IS '来源（收件目录中的相对路径或网址）/ Where it came from';
COMMENT ON COLUMN documents.media_type IS '按内容识别的类型 / Type, by content';
COMMENT ON COLUMN documents.size_bytes IS '字节数 / Size in bytes';
COMMENT ON COLUMN documents.archive_path IS '存档相对路径 / Path in the archive, relative to home';
COMMENT ON COLUMN documents.document_state IS 'read（已读）、unreadable（读不出）、duplicate（同一内容另有来源）、'
    'attached（网页的附件或图片，随网页读）、lost（存档中的原件缺失或损坏，problem 说明自何日起）/ State';
COMMENT ON COLUMN documents.problem IS '问题说明：在何处、应为何、怎么办 / What is wrong, where, and what to do';
COMMENT ON COLUMN documents.report_count IS '读出的报告数 / Reports found in it';
COMMENT ON COLUMN documents.attached_to IS
    '所属网页的 document_id；不是附件时为空 / The page it came with, null for a document of its own';
COMMENT ON COLUMN documents.link IS '网页中的链接原文 / Its link as that page writes it';
COMMENT ON COLUMN documents.agency_code IS
    '按登记表中哪个机关的网址收集；收件目录中的为空 / Agency whose source in the registry it was found by, null for the inbox';
COMMENT ON COLUMN documents.fetched_on IS
    '该网址自何日（北京时间）起显示此内容；收件目录中的为空 / Day from which the address showed these bytes, null for the inbox';
COMMENT ON COLUMN documents.version IS '该网址的第几个版本，从 1 起 / Which version at this address, from 1';
COMMENT ON COLUMN documents.in_force IS '是否仍是该网址现在的内容（未被改动或撤下）/ Whether the address still shows it';
