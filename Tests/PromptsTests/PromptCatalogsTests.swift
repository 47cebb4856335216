import Foundation
import Prompts
import Testing
import VoicemailModel
