CREATE SCHEMA private;
CREATE TABLE private.account (
	id UUID NOT NULL, 
	email BYTEA NOT NULL, 
	name BYTEA NOT NULL, 
	password VARCHAR(255), 
	active BOOLEAN NOT NULL, 
	brand_id UUID, 
	language VARCHAR(2), 
	fs_uniquifier VARCHAR(64) NOT NULL, 
	confirmed_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (id), 
	UNIQUE (email), 
	UNIQUE (fs_uniquifier)
);
CREATE TABLE private.invitation_round (
	call_id UUID NOT NULL, 
	requested_at TIMESTAMP WITH TIME ZONE, 
	done_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (call_id)
);
CREATE TABLE private.outbox (
	number BIGSERIAL NOT NULL, 
	key TEXT NOT NULL, 
	account_id UUID, 
	category VARCHAR(20) NOT NULL, 
	"to" BYTEA NOT NULL, 
	subject BYTEA NOT NULL, 
	text BYTEA NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	attempts INTEGER NOT NULL, 
	error BYTEA, 
	worker_id INTEGER, 
	backend VARCHAR(10), 
	PRIMARY KEY (number), 
	UNIQUE (key)
);
CREATE INDEX outbox_due ON private.outbox (status, due_at);
CREATE TABLE private.picture (
	sha256 VARCHAR(64) NOT NULL, 
	mimetype VARCHAR(20) NOT NULL, 
	content BYTEA NOT NULL, 
	stored_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE private.private_text (
	id UUID NOT NULL, 
	text BYTEA NOT NULL, 
	member_id UUID NOT NULL, 
	written_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_private_private_text_member_id ON private.private_text (member_id);
CREATE TABLE private.extra_time (
	account_id UUID NOT NULL, 
	requested_percent BYTEA NOT NULL, 
	granted_percent BYTEA NOT NULL, 
	requested_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	decided_at TIMESTAMP WITH TIME ZONE, 
	decided_by UUID, 
	PRIMARY KEY (account_id), 
	FOREIGN KEY(account_id) REFERENCES private.account (id) ON DELETE CASCADE
);
CREATE TABLE private.profile (
	account_id UUID NOT NULL, 
	passions BYTEA NOT NULL, 
	country BYTEA NOT NULL, 
	legal_status BYTEA NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (account_id), 
	FOREIGN KEY(account_id) REFERENCES private.account (id) ON DELETE CASCADE
);
CREATE TABLE private.role (
	account_id UUID NOT NULL, 
	name VARCHAR(20) NOT NULL, 
	PRIMARY KEY (account_id, name), 
	FOREIGN KEY(account_id) REFERENCES private.account (id) ON DELETE CASCADE
);
CREATE TABLE private.unsubscribed (
	account_id UUID NOT NULL, 
	category VARCHAR(20) NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (account_id, category), 
	FOREIGN KEY(account_id) REFERENCES private.account (id) ON DELETE CASCADE
);
INSERT INTO private.account (id, email, name, active, language, fs_uniquifier) VALUES ('00000000-0000-0000-0000-000000000007', '\x015ede62195660d354c4392c9ec6150b6d0801cf5af9f6a39df43d6caba9fbcb', '\x016eee0b6d1ce2ce8ec3ef9ac89f64692d0bd5a16c6ec6713f20d3f6562a653ac9150207', true, 'fr', '7777777777777777777777777777777777777777777777777777777777777777');
INSERT INTO private.private_text (id, text, member_id, written_at) VALUES ('f3a691b3-cf31-4014-a11b-6c8125580935', '\x01b4dbffffbb88cd52ad1c57ea504ecbd268d8a2d577e7034742f8f7a4c5fbc99c8ea5c5d304ba5cd7a2dbe409eaf3ee29ce', '00000000-0000-0000-0000-000000000007', '2026-06-01T09:00:00+00:00');
